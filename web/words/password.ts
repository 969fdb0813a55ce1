/** Choosing one's own password. */
export const passwordWords = {
  zh: {
    ownPassword: {
      title: '修改密码',
      first: '请先设一个自己的密码',
      firstText: '您是用一次性密码登录的，设好后才能办理其他事项。',
      current: '现在的密码',
      wanted: '新密码',
      repeated: '再输一遍新密码',
      hint: '至少 12 个字符，用一句记得住的话最好；不要求大小写和符号。',
      submit: '改用新密码',
      means: '改好后，您在其他设备上的登录都会退出。',
      notKept: '密码没有改动，请重新输入。',
    },
    refusals: {
      'wait-before-trying': '连续多次不对，请在 {{seconds}} 秒后再试。',
      'password-first': '请先设一个自己的密码，再办理其他事项。',
    },
    errors: {
      'not-the-password': '现在的密码不对。',
      'same-as-before': '与现在的密码相同，请换一个。',
      'easy-to-guess': '太容易猜到，请换一个。',
      'not-the-same': '两次输入的新密码不一样。',
    },
  },
  en: {
    ownPassword: {
      title: 'Change the password',
      first: 'Please choose a password of your own first',
      firstText: 'You signed in with a one-time password. Everything else can be done after that.',
      current: 'Present password',
      wanted: 'New password',
      repeated: 'New password once more',
      hint: 'At least 12 characters; a sentence that you remember is best. Capitals and signs are not demanded.',
      submit: 'Use the new password',
      means: 'You will be signed out on all other devices.',
      notKept: 'The password was not changed; please enter it again.',
    },
    refusals: {
      'wait-before-trying': 'Several attempts were wrong. Please try again in {{seconds}} seconds.',
      'password-first': 'Please choose a password of your own first.',
    },
    errors: {
      'not-the-password': 'This is not the present password.',
      'same-as-before': 'It is the same as the present one; please choose another.',
      'easy-to-guess': 'It is too easy to guess; please choose another.',
      'not-the-same': 'The two new passwords differ.',
    },
  },
} as const
