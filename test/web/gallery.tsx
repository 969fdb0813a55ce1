import { createCalendar } from '../../domain/calendar.ts'
import { computeDue } from '../../domain/deadline.ts'
import type { FieldError } from '../../domain/refusal.ts'
import type { Frame } from '../../web/frame.tsx'
import { Page } from '../../web/page.tsx'
import { Card } from '../../web/pieces/card.tsx'
import { Checklist } from '../../web/pieces/checklist.tsx'
import { Added, ClauseText, OpinionText, Removed } from '../../web/pieces/clause-text.tsx'
import { Course } from '../../web/pieces/course.tsx'
import { DayStrip, SkippedDays } from '../../web/pieces/day-strip.tsx'
import { DeadlinePanel } from '../../web/pieces/deadline-panel.tsx'
import { Details } from '../../web/pieces/details.tsx'
import { ErrorSummary } from '../../web/pieces/error-summary.tsx'
import { Facts, Figures } from '../../web/pieces/facts.tsx'
import { Choices, FileField, SelectField, TextArea, TextField } from '../../web/pieces/field.tsx'
import { FileRow } from '../../web/pieces/file-row.tsx'
import { FootBar } from '../../web/pieces/foot-bar.tsx'
import { LedgerTable } from '../../web/pieces/ledger-table.tsx'
import { Letter } from '../../web/pieces/letter.tsx'
import { Live } from '../../web/pieces/live.tsx'
import { Log } from '../../web/pieces/log.tsx'
import { EmptyState, Notice } from '../../web/pieces/notice.tsx'
import { PageHead } from '../../web/pieces/page-head.tsx'
import { ListSearch, Pager } from '../../web/pieces/pager.tsx'
import { DueState, Must, State } from '../../web/pieces/state.tsx'
import { StateBar } from '../../web/pieces/state-bar.tsx'
import { Stepper } from '../../web/pieces/stepper.tsx'
import { TaskList } from '../../web/pieces/task-list.tsx'

/** 2025: spring festival from 28 January to 4 February, worked for on 26 January and 8 February. */
export const calendar = createCalendar([
  { year: 2024, notices: [] },
  {
    year: 2025,
    notices: [
      {
        number: '国办发明电〔2024〕12号',
        publishedOn: '2024-11-12',
        holidays: [28, 29, 30, 31]
          .map(day => ({ date: `2025-01-${day}`, name: '春节' }))
          .concat([1, 2, 3, 4].map(day => ({ date: `2025-02-0${day}`, name: '春节' }))),
        makeUpDays: [{ date: '2025-01-26', name: '春节' }],
        takesBack: [],
      },
    ],
  },
])

export const unitId = '11111111-1111-4111-8111-111111111111'

export const frame = (over: Partial<Frame> = {}): Frame => ({
  language: 'zh-CN',
  now: '2024-11-22T02:42:00.000Z',
  actor: {
    personId: '22222222-2222-4222-8222-222222222222',
    personName: '许知言',
    unitId,
    unitName: '甲市卫生健康委员会·妇幼健康科',
    roles: ['officer'],
    memberships: [
      { unitId, unitName: '甲市卫生健康委员会·妇幼健康科', roles: ['officer'] },
      { unitId: '33333333-3333-4333-8333-333333333333', unitName: '乙街道', roles: ['contact'] },
    ],
    language: 'zh-CN',
    demo: true,
  },
  csrfToken: 'token',
  newKey: () => '44444444-4444-4444-8444-444444444444',
  address: '/cycles?state=open',
  assets: { tabler: '/assets/tabler.css', look: '/assets/look.css', htmx: '/assets/htmx.js' },
  demo: true,
  ...over,
})

const errors: FieldError[] = [
  { field: 'holder', code: 'required' },
  { field: 'verdict', code: 'not-a-choice' },
]
const due = computeDue({ kind: 'working-days', from: '2025-01-15', count: 10, closeOfBusiness: '17:30' }, calendar)

/** Every piece in its situations, for the eyes and for axe. */
export function Gallery() {
  return (
    <Page title="部件" section="solicitations">
      <PageHead
        eyebrow="征求意见·11月19日 15:04 发出"
        title="《甲市婴幼儿照护服务实施意见（征求意见稿）》：15 条意见，还有 5 条未处理"
      >
        <a className="btn btn-quiet" href="/x">
          延期
        </a>
      </PageHead>
      <ErrorSummary errors={errors} labels={{ holder: '户名', verdict: '处理' }} />
      <Stepper
        steps={[
          { title: '条款', href: '/1' },
          { title: '发送对象', href: '/2' },
          { title: '时间安排' },
          { title: '核对并送签' },
        ]}
        current={2}
      />
      <div className="split">
        <div>
          <Card id="states" title="状态">
            <div className="acts">
              <State icon="pencil">草稿</State>
              <State tone="mine" icon="circle-dot">
                待办
              </State>
              <State tone="ok" icon="circle-check">
                已反馈
              </State>
              <State tone="deemed" icon="circle-dashed">
                视为无意见
              </State>
              <State tone="held" icon="player-pause">
                待财政确认
              </State>
              <DueState dueAt="2024-12-06T09:30:00.000Z" left={10} />
              <DueState dueAt="2024-11-26T09:30:00.000Z" left={2} />
              <DueState dueAt="2024-11-22T09:30:00.000Z" left={0} />
              <DueState dueAt="2024-11-21T09:30:00.000Z" left={-1} />
              <Must />
            </div>
          </Card>
          <Card id="bar" title="34 家中 17 家已反馈" beside={<span className="quiet small">10:42 更新</span>}>
            <Live id="live">
              <StateBar
                parts={[
                  { key: 'opinions', fill: 'opinion', word: '有意见', count: 6, href: '?state=opinions' },
                  { key: 'none', fill: 'none', word: '无意见', count: 11, href: '?state=none', current: true },
                  { key: 'deemed', fill: 'deemed', word: '视为无意见', count: 3, href: '?state=deemed' },
                  { key: 'silent', fill: 'silent', word: '已签收未反馈', count: 11, href: '?state=silent' },
                  { key: 'unsigned', fill: 'unsigned', word: '未签收', count: 2, href: '?state=unsigned' },
                  { key: 'failed', fill: 'failed', word: '未送达', count: 1, href: '?state=failed' },
                ]}
              />
            </Live>
          </Card>
          <Card id="tasks" title="今天到期和已超期" flush>
            <TaskList
              lead
              tasks={[
                {
                  key: '1',
                  title: '《甲市家庭托育点管理办法》还有 3 条意见未处理',
                  detail: '办理期限：11月21日 星期四 17:30',
                  state: <DueState dueAt="2024-11-21T09:30:00.000Z" left={-1} />,
                  act: (
                    <a className="btn btn-primary" href="/t">
                      处理 3 条意见
                    </a>
                  ),
                },
                {
                  key: '2',
                  title: '丙乡的征求意见函未送达',
                  detail: '收件地址被邮件服务器拒收',
                  state: <DueState dueAt="2024-11-22T09:30:00.000Z" left={0} />,
                  act: (
                    <a className="btn" href="/t2">
                      更正地址
                    </a>
                  ),
                },
              ]}
            />
          </Card>
          <Card
            id="ledger"
            title="全部 34 家"
            flush
            beside={<ListSearch label="查找单位" value="街道" keep={{ state: 'open' }} />}
            footer={<Pager shown="第 1–20 家，共 34 家" previous={null} next="?after=20" />}
          >
            <LedgerTable
              caption="发送对象及办理情况，需处理的在前"
              keyOf={row => row.name}
              rows={[
                { name: '丙乡', state: 'failed', at: null, urged: 1 },
                { name: '乙街道', state: 'ok', at: '11月21日 16:48', urged: 0 },
              ]}
              columns={[
                {
                  key: 'pick',
                  head: '选择',
                  kind: 'pick',
                  cell: row => (
                    <label className="tap">
                      <input className="form-check-input m-0" type="checkbox" aria-label={`选中${row.name}`} />
                    </label>
                  ),
                },
                { key: 'name', head: '单位', kind: 'name', cell: row => row.name },
                {
                  key: 'state',
                  head: '状态',
                  kind: 'state',
                  cell: row =>
                    row.state === 'ok' ? (
                      <State tone="ok" icon="circle-check">
                        有意见 4 条
                      </State>
                    ) : (
                      <State tone="late" icon="mail-x">
                        未送达
                      </State>
                    ),
                },
                { key: 'at', head: '反馈', cell: row => row.at },
                { key: 'urged', head: '催办', kind: 'number', cell: row => `${row.urged} 次` },
                {
                  key: 'go',
                  head: '操作',
                  kind: 'go',
                  cell: row => (
                    <a href={`?row=${row.name}`} aria-label={`展开${row.name}的办理记录`}>
                      展开
                    </a>
                  ),
                },
              ]}
              detail={row =>
                row.state === 'failed' ? (
                  <Log
                    entries={[
                      { key: '1', at: '2024-11-19T07:04:11.000Z', what: '站内', children: '已存入收件箱' },
                      {
                        key: '2',
                        at: '2024-11-19T07:04:13.000Z',
                        what: '邮件',
                        children: <samp>550 5.1.1 user unknown</samp>,
                      },
                    ]}
                  />
                ) : null
              }
            />
          </Card>
          <Card id="clauses" title="文稿全文">
            <ClauseText
              anchor="二（一）"
              number="二（一）"
              heading="科学育儿讲座"
              text={
                <>
                  各村（社区）每年举办<Removed>两场</Removed>
                  <Added>一至两场</Added>讲座。
                </>
              }
            >
              <OpinionText from="河沥溪街道">场次与第四条第二项不一致，建议统一。</OpinionText>
            </ClauseText>
            <FileRow name="培训方案.docx" size={188_416} href="/files/1">
              <State tone="ok" icon="circle-check">
                已保存
              </State>
            </FileRow>
          </Card>
        </div>
        <aside>
          <DeadlinePanel name="反馈期限" dueAt="2024-12-06T09:30:00.000Z" left={10} />
          <DeadlinePanel name="答复期限" dueAt="2024-11-26T09:30:00.000Z" left={2}>
            到时未反馈的视为无意见。
          </DeadlinePanel>
          <DeadlinePanel name="处理期限" dueAt="2024-11-21T09:30:00.000Z" left={-1} />
          <Card id="strip" title="为什么是这一天">
            <DayStrip from="2025-01-15" days={due.days} name="印发期限" />
            <SkippedDays days={due.days} />
          </Card>
          <Card id="course" title="签发流程">
            <Course
              steps={[
                { key: '1', state: 'done', title: '科室负责人 方若川', who: '已签，11月21日 15:46' },
                { key: '2', state: 'now', title: '分管领导 沈怀舟', who: '等您签发' },
                {
                  key: '3',
                  state: 'next',
                  title: '发出，34 家',
                  who: '签发前不发出任何通知',
                  detail: (
                    <Details summary="通知内容">
                      <p>现就……</p>
                    </Details>
                  ),
                },
              ]}
            />
          </Card>
          <Card id="checks" title="送签前检查">
            <Checklist
              checks={[
                {
                  key: '1',
                  state: 'late',
                  title: '丙乡无人可通知',
                  detail: '没有手机号，也没有邮箱。',
                  act: { href: '/people', word: '补联系人' },
                },
                { key: '2', state: 'due', title: '期限落在休息日' },
                { key: '3', state: 'ok', title: '条款齐全' },
              ]}
            />
          </Card>
          <Card id="facts" title="回执">
            <Facts
              rows={[
                ['编号', <b key="n">FK2024-000318</b>],
                ['期限', '2024年11月26日 星期二 17:30'],
              ]}
            />
            <Figures
              figures={[
                { name: '采纳', value: 4, of: '条' },
                { name: '未处理', value: 5 },
              ]}
            />
          </Card>
          <Notice tone="ok" title="贵单位的意见已收到" heading="h2" role="status">
            在期限内。
          </Notice>
          <EmptyState title="暂无待办">最近一项到期：11月26日（星期二）17:30。</EmptyState>
        </aside>
      </div>
      <form method="post" action="/x">
        <TextField name="holder" label="户名" errors={errors} hint="与登记名称一致。" value="宁馨托育" />
        <TextArea name="why" label="理由" optional value={'第一行\n第二行'} />
        <SelectField
          name="unit"
          label="单位"
          value="b"
          choices={[
            { value: 'a', label: '全部单位' },
            { value: 'b', label: '市直单位' },
          ]}
        />
        <FileField name="scan" label="扫描件" accept=".pdf" />
        <Choices
          name="verdict"
          label="处理"
          errors={errors}
          value="partly"
          choices={[
            { value: 'adopted', label: '采纳' },
            { value: 'partly', label: '部分采纳' },
            { value: 'rejected', label: '不采纳' },
          ]}
        />
        <FootBar context="草稿已保存，11月22日 10:42">
          <button className="btn btn-primary" type="submit">
            提交
          </button>
        </FootBar>
      </form>
      <Letter
        name="函件正文"
        title="关于征求《甲市托育从业人员培训方案（征求意见稿）》意见的函"
        to="各街道办事处、乡镇人民政府，市有关单位："
        paragraphs={['为提升托育从业人员能力，现征求贵单位意见。', '联系人：许知言。']}
        issuer="甲市卫生健康委员会"
        date="2024年11月22日"
      />
    </Page>
  )
}
