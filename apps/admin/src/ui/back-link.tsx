import { Link } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';

/** From one thing back to the list that it stands in. */
export function BackLink({
  to,
  children,
}: {
  readonly to: '/contacts' | '/conversations' | '/agents';
  readonly children: ReactNode;
}) {
  return (
    <Link
      to={to}
      className="-ms-1 mb-3 inline-flex items-center gap-1 rounded-md px-1 text-soft text-sm hover:text-ink"
    >
      <ChevronLeft size={16} aria-hidden="true" className="rtl:-scale-x-100" />
      {children}
    </Link>
  );
}
