import type { ReactNode } from 'react'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'

/** A stored file: name, size, and what can be done with it. */
export function FileRow({
  name,
  size,
  href,
  children,
}: {
  name: string
  size: number
  href: string
  children?: ReactNode
}) {
  const { t } = useWords()
  return (
    <p className="filerow">
      <Icon name="file-text" />
      <a href={href}>
        {name}
        {t('pieces.fileSize', { size: inWords(size) })}
      </a>
      {children}
    </p>
  )
}

const inWords = (bytes: number): string =>
  bytes < 1_048_576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`
