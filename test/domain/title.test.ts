import { plainTitle } from '../../domain/title.ts'

test.each([
  ['《实施意见（征求意见稿）》', '实施意见（征求意见稿）'],
  ['关于征求《实施意见》意见的通知', '关于征求〈实施意见〉意见的通知'],
  ['《甲办法》和《乙办法》', '〈甲办法〉和〈乙办法〉'],
  ['  两行的\n标题 ', '两行的 标题'],
])('the title %j is kept as %j', (typed, kept) => {
  expect(plainTitle(typed)).toBe(kept)
})
