import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { statementQuery } from '../../data/lists.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelName } from '../../ui/address.tsx';
import { Chip } from '../../ui/badge.tsx';
import { ExportButton } from '../../ui/export.tsx';
import { Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section, SkeletonRows } from '../../ui/surface.tsx';
import { Wide } from '../../ui/wide.tsx';

const route = getRouteApi('/usage');
const monthsBack = 12;

/** What the books say about a UTC month. */
export function Statement() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const months = lastMonths();
  const month = months.find(each => each === search.month) ?? months[0] ?? '';
  const { data, error, refetch, isPending } = useQuery(statementQuery(month));
  return (
    <Section
      className="lg:col-span-2"
      title={words.billing.statement}
      lead={words.billing.statementLead}
      actions={
        <div className="flex flex-wrap items-center gap-2">
          {data ? (
            <Chip tone={data.closed ? 'done' : 'moving'}>
              {data.closed ? words.billing.closed : words.billing.open}
            </Chip>
          ) : null}
          <Select
            aria-label={words.billing.whichMonth}
            value={month}
            onChange={({ target }) => void navigate({ search: { ...search, month: target.value }, replace: true })}
          >
            {months.map(each => (
              <option key={each}>{each}</option>
            ))}
          </Select>
          <ExportButton operation="statements.get" input={{ month }} file={`statement-${month}.csv`} />
        </div>
      }
    >
      {error ? <Problem error={error} onRetry={() => void refetch()} /> : null}
      {isPending ? <SkeletonRows count={3} /> : null}
      {data?.lines.length === 0 ? <p className="text-soft">{words.billing.none}</p> : null}
      {data && data.lines.length > 0 ? <Lines month={month} /> : null}
    </Section>
  );
}

function lastMonths(): readonly string[] {
  const now = new Date();
  return Array.from({ length: monthsBack }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  );
}

function Lines({ month }: { readonly month: string }) {
  const words = useWords();
  const formats = useFormats();
  const { data } = useQuery(statementQuery(month));
  if (!data) return null;
  const money = (micros: number) => formats.money(micros / 1_000_000);
  const { settled, corrected, total, markup, billed } = words.billing;
  const numbers = [words.messages.title, settled, corrected, total, markup, billed];
  return (
    <Wide label={words.billing.statement}>
      <table className="w-full min-w-[44rem]">
        <caption className="sr-only">{words.billing.statement}</caption>
        <thead className="text-soft text-sm">
          <tr>
            {[words.common.agent, words.common.channel].map(head => (
              <th key={head} scope="col" className="pb-2 text-start font-medium">
                {head}
              </th>
            ))}
            {numbers.map(head => (
              <th key={head} scope="col" className="pb-2 text-end font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="tabular-nums">
          {data.lines.map(line => (
            <tr key={`${line.agentId} ${line.channel}`} className="border-line border-t">
              <th scope="row" className="py-2 text-start font-normal">
                <Address>{line.agentId}</Address>
              </th>
              <td>
                <ChannelName channel={line.channel} />
              </td>
              <td className="text-end">{formats.count(line.messages)}</td>
              <td className="text-end">{money(line.settledMicros)}</td>
              <td className="text-end">{money(line.correctedMicros)}</td>
              <td className="text-end">{money(line.totalMicros)}</td>
              <td className="text-end">{line.markupPercent} %</td>
              <td className="text-end font-medium">{money(line.billedMicros)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot className="border-edge border-t-2 font-semibold tabular-nums">
          <tr>
            <th scope="row" colSpan={2} className="py-2 text-start">
              {words.billing.total}
            </th>
            <td className="text-end">{formats.count(data.totals.messages)}</td>
            <td className="text-end">{money(data.totals.settledMicros)}</td>
            <td className="text-end">{money(data.totals.correctedMicros)}</td>
            <td className="text-end">{money(data.totals.totalMicros)}</td>
            <td />
            <td className="text-end">{money(data.totals.billedMicros)}</td>
          </tr>
        </tfoot>
      </table>
    </Wide>
  );
}
