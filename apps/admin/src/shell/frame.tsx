import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useEntrance } from '../data/session.ts';
import { useWords } from '../languages/language.tsx';
import { Logo } from '../ui/logo.tsx';
import { SkeletonRows } from '../ui/surface.tsx';
import { DemoMark } from './demo-mark.tsx';
import { LiveBadge } from './live-badge.tsx';
import { BottomBar, SideNav } from './nav.tsx';
import { type Overlay, useShortcuts } from './shortcuts.ts';

const Palette = lazy(() => import('./palette.tsx').then(file => ({ default: file.Palette })));
const KeysHelp = lazy(() => import('./keys-help.tsx').then(file => ({ default: file.KeysHelp })));

/** The frame around every page: menu, search, state of the stream. */
export function Frame() {
  const words = useWords();
  const [overlay, setOverlay] = useState<Overlay>();
  useShortcuts(setOverlay);
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="-translate-y-20 fixed start-3 top-3 z-60 rounded-md bg-page px-4 py-2 font-semibold text-on-page focus:translate-y-0"
      >
        {words.nav.skip}
      </a>
      <SideNav onSearch={() => setOverlay('palette')} onKeys={() => setOverlay('keys')} />
      <TopBar onSearch={() => setOverlay('palette')} />
      <Content />
      <BottomBar />
      <Suspense>
        {overlay === 'palette' ? <Palette onClose={() => setOverlay(undefined)} /> : null}
        {overlay === 'keys' ? <KeysHelp onClose={() => setOverlay(undefined)} /> : null}
      </Suspense>
    </div>
  );
}

function Content() {
  const words = useWords();
  const ref = useRef<HTMLElement>(null);
  const path = useRouterState({ select: state => state.location.pathname });
  const first = useRef(true);
  // A new page is a new place: screen readers start there, not at the menu.
  useEffect(() => {
    if (!first.current && path) ref.current?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
  return (
    <main
      ref={ref}
      id="content"
      tabIndex={-1}
      className="mx-auto w-full max-w-[88rem] px-4 pt-4 pb-28 outline-none md:px-8 md:pt-7 md:pb-12"
    >
      <Suspense
        fallback={
          <div role="status" aria-label={words.shell.loading}>
            <SkeletonRows count={7} />
          </div>
        }
      >
        <Outlet />
      </Suspense>
    </main>
  );
}

function TopBar({ onSearch }: { readonly onSearch: () => void }) {
  const words = useWords();
  const { mode } = useEntrance();
  return (
    <header className="sticky top-0 z-30 flex items-center gap-2 border-line border-b bg-paper/90 px-4 py-2 backdrop-blur md:hidden">
      <Link to="/" className="flex items-center gap-2 font-bold font-display text-lg">
        <Logo size={28} />
        Butt-Dial
      </Link>
      {mode === 'demo' ? <DemoMark /> : null}
      <span className="flex-1" />
      <LiveBadge compact />
      <button
        type="button"
        onClick={onSearch}
        aria-label={words.shell.searchShort}
        className="grid size-10 place-items-center rounded-md text-soft hover:bg-sunken"
      >
        <Search size={19} aria-hidden="true" />
      </button>
    </header>
  );
}
