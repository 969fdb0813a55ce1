const address =
  /^[^\s"(),:;<>@[\\\]\p{Cc}]{1,64}@(?=.{1,253}$)([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u

/** One plain address, without display name, comment, group or list: what may stand in an SMTP envelope. */
export const isMailAddress = (text: string): boolean => text.length <= 254 && address.test(text)
