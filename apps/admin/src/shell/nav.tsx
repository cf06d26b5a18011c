import { Link } from '@tanstack/react-router';
import { Ellipsis, Keyboard, LogOut, Moon, Search, Sun } from 'lucide-react';
import { useState } from 'react';
import { useEntrance, useSigning } from '../data/session.ts';
import { useWords } from '../languages/language.tsx';
import { useTheme } from '../theme.ts';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Logo } from '../ui/logo.tsx';
import { DemoMark } from './demo-mark.tsx';
import { LiveBadge } from './live-badge.tsx';
import { type PageEntry, pageGroups, pages } from './pages.ts';

/** The menu of wide windows. */
export function SideNav({ onSearch, onKeys }: { readonly onSearch: () => void; readonly onKeys: () => void }) {
  const words = useWords();
  const { mode } = useEntrance();
  return (
    <header className="sticky top-0 hidden h-dvh flex-col gap-4 border-line border-e px-3 py-5 md:flex">
      <div className="flex items-center gap-2.5 px-2">
        <Logo size={34} />
        <Link to="/" className="font-bold font-display text-xl tracking-tight">
          Butt-Dial
        </Link>
        {mode === 'demo' ? <DemoMark /> : null}
      </div>
      <button
        type="button"
        onClick={onSearch}
        className="flex h-9 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-soft text-sm transition hover:border-edge"
      >
        <Search size={15} aria-hidden="true" />
        <span className="flex-1 truncate text-start">{words.shell.search}</span>
        <kbd className="rounded border border-line px-1 font-mono text-[0.6875rem]" dir="ltr">
          {isMac ? '⌘K' : 'Ctrl K'}
        </kbd>
      </button>
      <nav aria-label={words.nav.main} className="-mx-3 min-h-0 overflow-y-auto px-3 pb-1">
        {pageGroups.map(group => (
          <div
            key={group}
            className="grid gap-0.5 border-line border-t py-2 first:border-t-0 first:pt-0 [@media(max-height:860px)]:py-1"
          >
            {pages
              .filter(page => page.group === group)
              .map(page => (
                <SideLink key={page.to} page={page} />
              ))}
          </div>
        ))}
      </nav>
      <div className="mt-auto grid gap-2">
        <LiveBadge />
        <Tools onKeys={onKeys} />
      </div>
    </header>
  );
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

function SideLink({ page }: { readonly page: PageEntry }) {
  const words = useWords();
  return (
    <Link
      to={page.to}
      activeOptions={{ exact: page.to === '/', includeSearch: false }}
      className="group flex h-8 items-center gap-2.5 [@media(max-height:860px)]:h-7 rounded-md px-2.5 font-medium text-soft transition hover:bg-sunken hover:text-ink"
      activeProps={{ className: 'bg-page! text-on-page! font-semibold' }}
    >
      <page.icon size={17} strokeWidth={2} aria-hidden="true" />
      {words.nav[page.label]}
    </Link>
  );
}

function Tools({ onKeys }: { readonly onKeys: () => void }) {
  const words = useWords();
  const { isDark, choose } = useTheme();
  const signing = useSigning();
  return (
    <div className="flex items-center gap-0.5 border-line border-t pt-2">
      <IconButton label={words.shell.theme} onClick={() => choose(isDark ? 'light' : 'dark')}>
        {isDark ? <Sun size={17} aria-hidden="true" /> : <Moon size={17} aria-hidden="true" />}
      </IconButton>
      <IconButton label={words.shell.keys} onClick={onKeys}>
        <Keyboard size={17} aria-hidden="true" />
      </IconButton>
      <span className="flex-1" />
      <IconButton label={words.shell.signOut} onClick={() => void signing.out()}>
        <LogOut size={17} aria-hidden="true" className="rtl:-scale-x-100" />
      </IconButton>
    </div>
  );
}

/** The menu of telephones: the first four in reach of a thumb, the rest one touch away. */
export function BottomBar() {
  const words = useWords();
  const [more, setMore] = useState(false);
  return (
    <nav
      aria-label={words.nav.main}
      className="fixed inset-x-0 bottom-0 z-30 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {more ? <MorePages onChoose={() => setMore(false)} /> : null}
      <div className="grid grid-cols-5">
        {pages.slice(0, 4).map(page => (
          <Link
            key={page.to}
            to={page.to}
            onClick={() => setMore(false)}
            activeOptions={{ exact: page.to === '/', includeSearch: false }}
            className="group grid h-15 place-items-center content-center gap-0.5 font-medium text-[0.6875rem] text-soft"
            activeProps={{ className: 'text-ink!' }}
          >
            <span className="grid h-7 w-12 place-items-center rounded-full transition group-data-[status=active]:bg-page group-data-[status=active]:text-on-page">
              <page.icon size={19} aria-hidden="true" />
            </span>
            {words.nav[page.label]}
          </Link>
        ))}
        <button
          type="button"
          aria-expanded={more}
          onClick={() => setMore(!more)}
          className="grid h-15 place-items-center content-center gap-0.5 font-medium text-[0.6875rem] text-soft"
        >
          <span className={classNames('grid h-7 w-12 place-items-center rounded-full', more && 'bg-sunken text-ink')}>
            <Ellipsis size={19} aria-hidden="true" />
          </span>
          {words.nav.more}
        </button>
      </div>
    </nav>
  );
}

function MorePages({ onChoose }: { readonly onChoose: () => void }) {
  const words = useWords();
  const signing = useSigning();
  const look = 'flex h-12 w-full items-center gap-3 rounded-md px-3 font-medium text-lg hover:bg-sunken';
  return (
    <div className="grid max-h-[70dvh] animate-arrive grid-cols-2 gap-0.5 overflow-y-auto border-line border-b p-2">
      {pages.slice(4).map(page => (
        <Link key={page.to} to={page.to} onClick={onChoose} className={look}>
          <page.icon size={19} aria-hidden="true" className="text-soft" />
          {words.nav[page.label]}
        </Link>
      ))}
      <button type="button" onClick={() => void signing.out()} className={look}>
        <LogOut size={19} aria-hidden="true" className="text-soft rtl:-scale-x-100" />
        {words.shell.signOut}
      </button>
    </div>
  );
}
