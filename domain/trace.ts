type Delivery = {
  readonly state: string
  readonly channel: string
  readonly address: string
  readonly answer: string | null
  readonly ambiguous: boolean
  readonly attempts: number
  readonly at: string
}

/** One thing that happened to an addressee, as the log of a ledger tells it. */
export type Trace =
  | {
      readonly kind: 'notice'
      readonly key: string
      readonly at: string
      readonly occasion: string
      readonly released: boolean
      readonly readAt: string | null
    }
  | ({ readonly kind: 'delivery'; readonly key: string; readonly occasion: string } & Delivery)
  | { readonly kind: 'signed-for'; readonly key: string; readonly at: string; readonly by: string }
  | {
      readonly kind: 'phone'
      readonly key: string
      readonly at: string
      readonly by: string
      readonly with: string
      readonly text: string
    }
  | {
      readonly kind: 'submission'
      readonly key: string
      readonly at: string
      readonly seq: number
      readonly receipt: string
      readonly answer: string
      readonly late: boolean
      readonly channel: string
      readonly by: string
      readonly recordedBy: string | null
      readonly receivedAt: string
    }
  | {
      readonly kind: 'decision'
      readonly key: string
      readonly at: string
      readonly act: string
      readonly verdict: string | null
      readonly by: string
      readonly reason: string | null
    }
  | { readonly kind: 'file'; readonly key: string; readonly at: string; readonly name: string; readonly size: number }
  | {
      readonly kind: 'silence'
      readonly key: string
      readonly at: string
      readonly overdue: boolean
      readonly unsigned: boolean
    }
