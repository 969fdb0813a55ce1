import { Router } from 'express'
import { readNotice } from '../../acts/read-notice.ts'
import { NotFound } from '../../domain/refusal.ts'
import { readMessage, readMessages } from '../../records/messages.ts'
import { MessagePage, MessagesPage } from '../../web/pages/messages.tsx'
import { paths } from '../../web/paths.ts'
import { sendPage } from '../answer-page.ts'
import type { RouteDeps } from '../route-deps.ts'
import { safePath } from '../safe-path.ts'
import { actorOf } from '../session.ts'

/** The in-site notices: the list, and each one once opened. */
export function messageRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()

  router.get(paths.messages, async (request, response) => {
    const { after } = request.query
    const key = typeof after === 'string' ? after : undefined
    const { rows, next } = await readMessages(house.database, actorOf(request), { after: key })
    sendPage(request, response, <MessagesPage messages={rows} next={next} further={key !== undefined} />)
  })

  router.post('/messages/:id/open', formBody(), async (request, response) => {
    const { id } = await found(String(request.params.id), actorOf(request))
    await readNotice(house, actorOf(request), { noticeId: id })
    response.redirect(303, `${paths.messages}/${id}`)
  })

  router.get('/messages/:id', async (request, response) => {
    const message = await found(request.params.id, actorOf(request))
    const link = message.link === null ? null : safePath(message.link)
    sendPage(request, response, <MessagePage message={{ ...message, link }} />)
  })

  return router

  async function found(id: string, actor: ReturnType<typeof actorOf>) {
    const message = await readMessage(house.database, actor, id)
    if (!message) throw new NotFound('message')
    return message
  }
}
