import { ZodError } from 'zod'
import { type LetterData, letterBlocks } from '../../templates/letter.ts'
import { letterDocx } from '../../templates/letter-docx.ts'
import { readParagraphs, readPart } from './word-text.ts'

const letter: LetterData = {
  number: '演卫函〔2024〕8号',
  title: '托育从业人员培训方案（征求意见稿）',
  addressees: ['各街道办事处', '乡镇人民政府', '市有关单位'],
  body: ['为提升托育从业人员能力，我委起草了培训方案。'],
  dueAt: '2024年12月6日（星期五）17:30',
  period: '发出次日起 10 个工作日',
  silenceRule: '届时未反馈的，视为无意见。',
  mandatory: ['市财政局'],
  contact: '许知言',
  phone: '0563-000 0118',
  attachments: ['托育从业人员培训方案（征求意见稿）'],
  issuer: '演示市卫生健康委员会',
  date: '2024年11月22日',
  copies: ['市政府办公室', '市司法局'],
}
const lines = (data: LetterData, language: 'zh-CN' | 'en' = 'zh-CN') =>
  letterBlocks(data, language).map(({ kind, text }) => `${kind}: ${text}`)

test('the letter reads from its number to the copies', () => {
  expect(lines(letter)).toEqual([
    'number: 演卫函〔2024〕8号',
    'title: 关于征求《托育从业人员培训方案（征求意见稿）》意见的函',
    'to: 各街道办事处、乡镇人民政府、市有关单位：',
    'paragraph: 为提升托育从业人员能力，我委起草了培训方案。',
    'paragraph: 请逐条研究，于2024年12月6日（星期五）17:30前（发出次日起 10 个工作日）通过系统反馈；无意见的也请告知。',
    'paragraph: 届时未反馈的，视为无意见。其中，市财政局须作出答复，不适用上述规定。',
    'paragraph: 联系人：许知言，电话：0563-000 0118。',
    'attachment: 附件：托育从业人员培训方案（征求意见稿）',
    'seal: 此处用印',
    'issuer: 演示市卫生健康委员会',
    'date: 2024年11月22日',
    'copies: 抄送：市政府办公室，市司法局。',
  ])
})

test('the same letter in English has the same blocks', () => {
  const english = letterBlocks({ ...letter, silenceRule: 'Silence counts as no opinion.' }, 'en')
  expect(english.map(({ kind }) => kind)).toEqual(letterBlocks(letter, 'zh-CN').map(({ kind }) => kind))
  expect(english.map(({ text }) => text)).toContain(
    'Silence counts as no opinion. This does not hold for 市财政局: an answer is required.',
  )
})

test('what a letter does not have leaves no trace', () => {
  const short = { ...letter, number: null, body: [], period: null, mandatory: [], attachments: [], copies: [] }
  expect(lines(short)).toEqual([
    'title: 关于征求《托育从业人员培训方案（征求意见稿）》意见的函',
    'to: 各街道办事处、乡镇人民政府、市有关单位：',
    'paragraph: 现就《托育从业人员培训方案（征求意见稿）》征求贵单位意见。',
    'paragraph: 请逐条研究，于2024年12月6日（星期五）17:30前通过系统反馈；无意见的也请告知。',
    'paragraph: 届时未反馈的，视为无意见。',
    'paragraph: 联系人：许知言，电话：0563-000 0118。',
    'seal: 此处用印',
    'issuer: 演示市卫生健康委员会',
    'date: 2024年11月22日',
  ])
})

test('before the last signature the date is left to be filled in', () => {
  expect(lines({ ...letter, date: null })).toContain('date: 　　　　年　　月　　日')
})

test('several attachments are numbered', () => {
  expect(lines({ ...letter, attachments: ['方案', '测算表'] }).filter(line => line.startsWith('attachment'))).toEqual([
    'attachment: 附件：1.方案',
    'attachment: 　　　2.测算表',
  ])
})

test('a letter to nobody, or with a word missing or too many, is refused', () => {
  expect(() => letterBlocks({ ...letter, addressees: [] }, 'zh-CN')).toThrow(ZodError)
  expect(() => letterBlocks({ ...letter, seal: 'x' } as LetterData, 'zh-CN')).toThrow(ZodError)
  const { issuer: _, ...unsigned } = letter
  expect(() => letterBlocks(unsigned as LetterData, 'zh-CN')).toThrow('issuer')
})

test('the Word file says what the page says, with the place of the seal left blank', async () => {
  const docx = await letterDocx(letter, 'zh-CN')
  const page = letterBlocks(letter, 'zh-CN').filter(({ kind }) => kind !== 'seal')
  expect(readParagraphs(docx)).toEqual(page.map(({ text }) => text))
})

test('the Word file keeps the margins and lines of an official letter', async () => {
  const xml = readPart(await letterDocx(letter, 'zh-CN'), 'word/document.xml')
  // 37, 26, 35 and 28 mm in twentieths of a point; 28.95 pt lines; 16 pt type
  expect(xml).toMatch(/<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"/)
  expect(xml).toContain('w:line="579"')
  expect(xml).toContain('<w:sz w:val="32"/>')
  expect(xml).toMatch(/<w:pgSz w:w="11906" w:h="16838"/)
})

test('HTML, template text and control characters come into the Word file as text or not at all', async () => {
  const docx = await letterDocx({ ...letter, issuer: '<b>&{{x}}\u0000\u0007\ud842"' }, 'zh-CN')
  expect(readParagraphs(docx)).toContain('<b>&{{x}}\ufffd"')
})
