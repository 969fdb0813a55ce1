/** The sign-in page. */
export const signInWords = {
  zh: {
    signIn: {
      title: '登录',
      heading: '登录承办',
      lead: '部门之间征求意见、答复和督办；奖补的申报、审核和拨付。',
      subject: '手机号或邮箱',
      password: '密码',
      hint: '多次不对须等待，越错等得越久，最长 15 分钟。忘记密码请找本单位管理员。',
      submit: '登录',
      failed: '没有登录成功',
      wrong: '手机号（邮箱）或密码不对，请核对后再试。',
      wait: '连续多次不对，请在 {{count}} 秒后再试。',
      waitMinutes: '连续多次不对，请在 {{count}} 分钟后再试。',
      noSecrets: '请勿在本系统处理国家秘密。',
    },
  },
  en: {
    signIn: {
      title: 'Sign in',
      heading: 'Sign in to Chengban',
      lead: 'Opinions between departments, asked, answered and followed up; subsidies applied for, reviewed and paid.',
      subject: 'Mobile number or e-mail',
      password: 'Password',
      hint: 'After several wrong attempts you have to wait, longer each time, at most 15 minutes. If you forgot your password, ask the administrator of your unit.',
      submit: 'Sign in',
      failed: 'You are not signed in',
      wrong: 'The mobile number (or e-mail) or the password is wrong. Please check both and try again.',
      wait_one: 'Several attempts were wrong. Please try again in {{count}} second.',
      wait_other: 'Several attempts were wrong. Please try again in {{count}} seconds.',
      waitMinutes_one: 'Several attempts were wrong. Please try again in {{count}} minute.',
      waitMinutes_other: 'Several attempts were wrong. Please try again in {{count}} minutes.',
      noSecrets: 'Do not handle state secrets in this system.',
    },
  },
} as const
