import { LineChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([LineChart, GridComponent, SVGRenderer])

export type ChartLine = {
  readonly name: string
  /** Drawn full or broken: lines differ without colour. */
  readonly dashed: boolean
  /** Days with the value that holds from then on. */
  readonly points: readonly (readonly [on: string, value: number])[]
}

type ChartProps = {
  /** What it shows, in a sentence, for those who do not see it. */
  label: string
  lines: readonly ChartLine[]
  /** How a day and a value read on the axes. */
  day: (on: string) => string
  value: (value: number) => string
}

const [width, height] = [760, 220]

/** Values over days as steps, drawn on the server; a table with the same figures stands beside it. */
export function Chart({ label, lines, day, value }: ChartProps) {
  return (
    <figure className="plot" role="img" aria-label={label}>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by us from numbers and dates */}
      <div dangerouslySetInnerHTML={{ __html: draw(lines, day, value) }} />
    </figure>
  )
}

function draw(lines: readonly ChartLine[], day: ChartProps['day'], value: ChartProps['value']): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({
      animation: false,
      grid: { left: 96, right: 24, top: 12, bottom: 28 },
      xAxis: {
        type: 'time',
        splitNumber: 4,
        // The page sets the size; on a phone a figure is as large as this, and there the days must not overlap.
        axisLabel: {
          hideOverlap: true,
          fontSize: 24,
          formatter: (at: number) => day(new Date(at).toISOString().slice(0, 10)),
        },
      },
      yAxis: { type: 'value', min: 0, splitNumber: 3, axisLabel: { formatter: (at: number) => value(at) } },
      useUTC: true,
      series: lines.map(({ name, dashed, points }) => ({
        name,
        type: 'line',
        step: 'end',
        symbol: 'none',
        silent: true,
        color: dashed ? '#7fa3ba' : '#1b4b6b',
        lineStyle: { width: 2, type: dashed ? 'dashed' : 'solid' },
        data: points.map(point => [...point]),
      })),
    })
    return plainSvg(chart.renderToSVGString())
  } finally {
    chart.dispose()
  }
}

/** Without styles of its own, which the site's policy forbids; it scales with the page and takes the page's type. */
const plainSvg = (svg: string): string =>
  svg
    .replace(/<style\b[\s\S]*?<\/style>/gu, '')
    .replace(/ (?:style|class|ecmeta_\w+|xmlns:xlink|baseProfile)="[^"]*"/gu, '')
    .replace(/^<svg width="\d+" height="\d+"/u, '<svg aria-hidden="true"')
