import { useQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import { agentsQuery } from '../../data/queries.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Select, TextInput } from '../../ui/field.tsx';
import { type MessageSearch, messageSearch, messageStates, writtenChannels } from './search.ts';

interface FiltersProps {
  readonly search: MessageSearch;
  readonly onChange: (search: MessageSearch) => void;
}

/** What narrows the list. */
export function Filters({ search, onChange }: FiltersProps) {
  const words = useWords();
  const { data: agents = [] } = useQuery(agentsQuery);
  // Through the same reader as the address bar: what is empty leaves.
  const set = (change: Record<string, string>) => onChange(messageSearch({ ...search, ...change }));
  const { open: _, ...filter } = search;
  return (
    <search aria-label={words.messages.filter} className="flex flex-wrap items-center gap-2 border-line border-b p-3">
      <div className="relative min-w-48 flex-1">
        <Search
          size={16}
          className="-translate-y-1/2 pointer-events-none absolute start-3 top-1/2 text-soft"
          aria-hidden="true"
        />
        <TextInput
          data-search
          type="search"
          aria-label={words.messages.search}
          placeholder={words.messages.search}
          className="ps-9"
          value={search.find ?? ''}
          onChange={event => set({ find: event.target.value })}
        />
      </div>
      <Select
        className="max-sm:min-w-0 max-sm:flex-1"
        aria-label={words.common.agent}
        value={search.agent ?? ''}
        onChange={event => set({ agent: event.target.value })}
      >
        <option value="">{words.messages.anyAgent}</option>
        {agents.map(agent => (
          <option key={agent.agentId} value={agent.agentId}>
            {agent.displayName}
          </option>
        ))}
      </Select>
      <Select
        className="max-sm:min-w-0 max-sm:flex-1"
        aria-label={words.common.channel}
        value={search.channel ?? ''}
        onChange={event => set({ channel: event.target.value })}
      >
        <option value="">{words.messages.anyChannel}</option>
        {writtenChannels.map(channel => (
          <option key={channel} value={channel}>
            {words.channels[channel]}
          </option>
        ))}
      </Select>
      <Select
        className="max-sm:min-w-0 max-sm:flex-1"
        aria-label={words.common.status}
        value={search.status ?? ''}
        onChange={event => set({ status: event.target.value })}
      >
        <option value="">{words.messages.anyStatus}</option>
        {messageStates.map(state => (
          <option key={state} value={state}>
            {words.states[state]}
          </option>
        ))}
      </Select>
      {Object.keys(filter).length > 0 ? (
        <Button small look="quiet" onClick={() => onChange({})}>
          <X size={15} aria-hidden="true" />
          {words.messages.clear}
        </Button>
      ) : null}
    </search>
  );
}
