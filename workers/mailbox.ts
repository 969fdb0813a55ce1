import path from 'node:path'
import { runProcess } from './house-process.ts'
import { openMailCatcher } from './mail-catcher.ts'

// The process behind the mail page of a house that has no mail server. Addresses at bounce.example are refused for good, so that a refusal can be seen.
await runProcess('mailbox', async ({ config, log }) => {
  const catcher = await openMailCatcher({
    host: config.host,
    smtpPort: config.smtpPort,
    pagePort: config.mailPagePort,
    file: path.join(config.dataFolder, 'mail', 'caught.jsonl'),
    refuse: address =>
      /@(.+\.)?bounce\.example$/i.test(address) ? { code: 550, text: '5.1.1 no such mailbox' } : undefined,
  })
  log.info({ smtpPort: catcher.smtpPort, pagePort: catcher.pagePort }, 'catching mail')
  return { stop: () => catcher.close() }
})
