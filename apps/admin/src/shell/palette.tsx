import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { LogOut, Monitor, Moon, Search, SquareUser, Sun, Wand } from 'lucide-react';
import type { ReactNode } from 'react';
import { agentsQuery, linesQuery } from '../data/queries.ts';
import { useEntrance, useSigning } from '../data/session.ts';
import { useWords } from '../languages/language.tsx';
import { chooseTheme } from '../theme.ts';
import { ChannelIcon } from '../ui/address.tsx';
import { pages } from './pages.ts';

interface Item {
  readonly value: string;
  readonly label: string;
  readonly aside: string;
  readonly icon: ReactNode;
  readonly run: () => void;
}
interface Group {
  readonly value: string;
  readonly items: readonly Item[];
}

/** Reaches every page, agent and number by a few letters. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const groups = useGroups();
  return (
    <Dialog.Root open onOpenChange={open => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[oklch(0.2_0.02_70/0.4)]" />
        <Dialog.Viewport className="fixed inset-0 z-50 flex items-start justify-center px-3 pt-[12vh]">
          <Dialog.Popup
            aria-label={words.palette.label}
            className="flex max-h-[min(32rem,76vh)] w-full max-w-xl animate-arrive flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-float outline-none"
          >
            <Autocomplete.Root
              open
              inline
              items={groups}
              autoHighlight="always"
              keepHighlight
              itemToStringValue={item => item.label}
            >
              <PaletteInput />
              <Autocomplete.Empty>
                <p className="p-6 text-center text-soft">{words.palette.empty}</p>
              </Autocomplete.Empty>
              <Autocomplete.List className="min-h-0 overflow-y-auto p-2 empty:hidden">
                {(group: Group) => <PaletteGroup key={group.value} group={group} onChoose={onClose} />}
              </Autocomplete.List>
            </Autocomplete.Root>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteInput() {
  const words = useWords();
  return (
    <div className="flex items-center gap-3 border-line border-b px-4">
      <Search size={18} className="text-soft" aria-hidden="true" />
      <Autocomplete.Input
        aria-label={words.palette.label}
        placeholder={words.palette.placeholder}
        className="h-13 w-full bg-transparent text-lg outline-none"
      />
      <Dialog.Close className="sr-only">{words.shell.close}</Dialog.Close>
    </div>
  );
}

function PaletteGroup({ group, onChoose }: { readonly group: Group; readonly onChoose: () => void }) {
  return (
    <Autocomplete.Group items={group.items} className="not-last:mb-2">
      <Autocomplete.GroupLabel className="px-2 py-1 font-medium text-soft text-xs">
        {group.value}
      </Autocomplete.GroupLabel>
      <Autocomplete.Collection>
        {(item: Item) => (
          <Autocomplete.Item
            key={item.value}
            value={item}
            onClick={() => {
              onChoose();
              item.run();
            }}
            className="flex h-10 cursor-pointer select-none items-center gap-3 rounded-md px-2 outline-none data-highlighted:bg-page data-highlighted:text-on-page"
          >
            <span className="opacity-70">{item.icon}</span>
            <span className="min-w-0 flex-1 truncate font-medium">
              <bdi>{item.label}</bdi>
            </span>
            <span className="truncate text-sm opacity-75">
              <bdi>{item.aside}</bdi>
            </span>
          </Autocomplete.Item>
        )}
      </Autocomplete.Collection>
    </Autocomplete.Group>
  );
}

function useGroups(): Group[] {
  const words = useWords();
  const navigate = useNavigate();
  const { data: agents = [] } = useQuery(agentsQuery);
  const { data: lines = [] } = useQuery(linesQuery);
  const actions = useActions();
  const found: Group[] = [
    {
      value: words.palette.pages,
      items: pages.map(page => ({
        value: page.to,
        label: words.nav[page.label],
        aside: '',
        icon: <page.icon size={17} aria-hidden="true" />,
        run: () => void navigate({ to: page.to }),
      })),
    },
    {
      value: words.palette.agents,
      items: agents.map(agent => ({
        value: `agent ${agent.agentId}`,
        label: agent.displayName,
        aside: agent.agentId,
        icon: <SquareUser size={17} aria-hidden="true" />,
        run: () => void navigate({ to: '/agents/$agentId', params: { agentId: agent.agentId } }),
      })),
    },
    {
      value: words.palette.lines,
      items: lines.map(line => ({
        value: line.id,
        label: line.address,
        aside: `${words.channels[line.channel] ?? line.channel} · ${line.agentId}`,
        icon: <ChannelIcon channel={line.channel} size={17} />,
        run: () => void navigate({ to: '/lines', search: { find: line.address } }),
      })),
    },
    { value: words.palette.actions, items: actions },
  ];
  return found.filter(group => group.items.length > 0);
}

function useActions(): readonly Item[] {
  const words = useWords();
  const signing = useSigning();
  const navigate = useNavigate();
  const { mode, session } = useEntrance();
  const maySetUp = mode === 'demo' || session?.kind === 'orchestrator';
  const themes = [
    ['light', words.palette.light, Sun],
    ['dark', words.palette.dark, Moon],
    ['system', words.palette.system, Monitor],
  ] as const;
  return [
    ...themes.map(([choice, label, Icon]) => ({
      value: `theme ${choice}`,
      label,
      aside: '',
      icon: <Icon size={17} aria-hidden="true" />,
      run: () => chooseTheme(choice),
    })),
    ...(maySetUp
      ? [
          {
            value: 'set up',
            label: words.setup.title,
            aside: '',
            icon: <Wand size={17} aria-hidden="true" />,
            run: () => void navigate({ to: '/setup' }),
          },
        ]
      : []),
    {
      value: 'sign out',
      label: words.shell.signOut,
      aside: '',
      icon: <LogOut size={17} aria-hidden="true" />,
      run: () => void signing.out(),
    },
  ];
}
