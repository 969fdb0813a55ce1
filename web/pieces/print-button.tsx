import type { ReactNode } from 'react'
import { Icon } from '../icon.tsx'

/** Where the script lies that shows the button and lets it print; without JavaScript there is only the browser's own. */
export const printScript = '/assets/print.js'

/** Prints the page that it stands on. */
export function PrintButton({ children }: { children: ReactNode }) {
  return (
    <>
      <button className="btn btn-primary" type="button" data-print hidden>
        <Icon name="printer" />
        {children}
      </button>
      <script src={printScript} defer />
    </>
  )
}
