import type { Output } from '@buttdial/client';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type Formats, useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { useTheme } from '../../theme.ts';

interface UsageChartProps {
  readonly usage: Output<'usage.history'>;
  readonly what: 'actions' | 'cost';
  readonly days: number;
}

const height = 260;
const colors: Readonly<Record<string, string>> = {
  sms: '--page-deep',
  whatsapp: '--done',
  email: '--moving',
  line: '--waiting',
  voice: '--wrong',
};

/** Bars over time, one colour to a channel, and the same numbers as a table for whoever cannot see them. */
export function UsageChart({ usage, what, days }: UsageChartProps) {
  const words = useWords();
  const formats = useFormats();
  const { isDark } = useTheme();
  const place = useRef<HTMLDivElement>(null);
  const chart = useMemo(() => stacked(usage, what, days), [usage, what, days]);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const plot = new uPlot(
      { ...options(chart, { formats, what, isDark }), width: element.clientWidth },
      [chart.times, ...chart.sums.map(sum => [...sum])] as uPlot.AlignedData,
      element,
    );
    const watching = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    watching.observe(element);
    return () => {
      watching.disconnect();
      plot.destroy();
    };
  }, [chart, formats, what, isDark]);
  return (
    <>
      <ul className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {chart.channels.map(channel => (
          <li key={channel} className="inline-flex items-center gap-1.5">
            <span className="size-3 rounded-sm" style={{ background: `var(${colors[channel]})` }} aria-hidden="true" />
            {words.channels[channel] ?? channel}
          </li>
        ))}
      </ul>
      <div ref={place} aria-hidden="true" dir="ltr" className="w-full overflow-hidden" style={{ height }} />
      <ChartTable chart={chart} write={what === 'cost' ? formats.money : formats.count} />
    </>
  );
}

interface Stacked {
  /** Seconds since 1970, UTC. */
  readonly times: readonly number[];
  readonly channels: readonly string[];
  /** Per channel, in the same order, from the tallest sum down: each is drawn over the one before. */
  readonly sums: readonly (readonly number[])[];
  readonly values: readonly (readonly number[])[];
  readonly stepSeconds: number;
}

function stacked(usage: Output<'usage.history'>, what: 'actions' | 'cost', days: number): Stacked {
  const stepSeconds = usage.step === 'day' ? 86_400 : 3_600;
  const first = Date.parse(usage.since) / 1000;
  const count = usage.step === 'day' ? days : 24;
  const times = Array.from({ length: count }, (_, index) => first + index * stepSeconds);
  const channels = [...new Set(usage.rows.map(row => row.channel))];
  const values = channels.map(channel =>
    times.map(time =>
      usage.rows
        .filter(row => row.channel === channel && Date.parse(row.at) / 1000 === time)
        .reduce((sum, row) => sum + row[what], 0),
    ),
  );
  const sums = channels.map((_, index) =>
    times.map((__, at) => values.slice(index).reduce((sum, list) => sum + (list[at] ?? 0), 0)),
  );
  return { times, channels, sums, values, stepSeconds };
}

interface Look {
  readonly formats: Formats;
  readonly what: 'actions' | 'cost';
  readonly isDark: boolean;
}

function options(chart: Stacked, { formats, what }: Look): Omit<uPlot.Options, 'width'> {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const bars = uPlot.paths.bars?.({ size: [0.7, 48] });
  const axis = {
    stroke: color('--soft'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
    font: '12px Geist, sans-serif',
  };
  return {
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: true, range: span(chart) },
      y: { range: (_, __, most) => [0, Math.max(most * 1.1, what === 'actions' ? 4 : 0.01)] },
    },
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), chart.stepSeconds === 86_400 ? 'Etc/UTC' : zone),
    axes: [
      {
        ...axis,
        grid: { show: false },
        values: (_, splits) =>
          splits.map(split => {
            const at = new Date(split * 1000);
            return chart.stepSeconds === 86_400 ? formats.day(at) : formats.clock(at);
          }),
        space: 64,
      },
      {
        ...axis,
        size: 60,
        values: (_, splits) => splits.map(split => (what === 'cost' ? formats.money(split) : formats.count(split))),
        ...(what === 'actions' ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10_000] } : {}),
      },
    ],
    series: [
      {},
      ...chart.channels.map(channel => ({
        label: channel,
        fill: color(colors[channel] ?? '--soft'),
        points: { show: false },
        ...(bars ? { paths: bars } : {}),
      })),
    ],
  };
}

// Half a step of room on both sides, or the first and the last bar would be cut.
function span({ times, stepSeconds }: Stacked): [number, number] {
  const [start = 0] = times;
  return [start - stepSeconds / 2, (times.at(-1) ?? start) + stepSeconds / 2];
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function ChartTable({ chart, write }: { readonly chart: Stacked; readonly write: (value: number) => string }) {
  const words = useWords();
  return (
    // A table is as wide as its columns, whatever it is told; what is around it is not.
    <div className="sr-only">
      <table>
        <caption>{words.usage.table}</caption>
        <thead>
          <tr>
            <th scope="col">{words.common.time}</th>
            {chart.channels.map(channel => (
              <th key={channel} scope="col">
                {words.channels[channel] ?? channel}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chart.times.map((time, at) => (
            <tr key={time}>
              <th scope="row">{new Date(time * 1000).toISOString()}</th>
              {chart.channels.map((channel, index) => (
                <td key={channel}>{write(chart.values[index]?.[at] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
