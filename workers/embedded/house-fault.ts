import { faultCode, faultMessage } from './fault-code.ts'

/** Something that keeps the house from starting, said in one sentence, in Chinese and in English. Shown without a stack. */
export class HouseFault extends Error {
  override name = 'HouseFault'
  constructor(chinese: string, english: string) {
    super(`${chinese}\n${english}`)
  }
}

/** The sentence for a fault, if we know one for it: a disk that is full, a folder that cannot be written. */
export function explainFault(fault: unknown): HouseFault | undefined {
  if (fault instanceof HouseFault) return fault
  const said = `${faultCode(fault) ?? ''} ${faultMessage(fault)}`
  if (/ENOSPC|No space left on device|database or disk is full|EDQUOT/i.test(said)) return diskFull()
  if (/EACCES|EPERM|EROFS/.test(said)) {
    const place = typeof fault === 'object' && fault !== null && 'path' in fault ? String(fault.path) : ''
    return new HouseFault(`没有写入权限：${place}`, `This account may not write to ${place}.`)
  }
  return undefined
}

export function diskFull(place = ''): HouseFault {
  return new HouseFault(
    `磁盘空间不足${place && `（${place}）`}：请先腾出至少 500 MB 空间再启动。`,
    `The disk is full${place && ` (${place})`}: free at least 500 MB, then start again.`,
  )
}
