import { Link } from '@tanstack/react-router';
import { PhoneOff } from 'lucide-react';
import { useWords } from '../languages/language.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { Empty } from '../ui/surface.tsx';

/** An address that leads nowhere. */
export function NotFound() {
  const words = useWords();
  return (
    <Empty icon={<PhoneOff size={20} />} title={words.shell.notFound}>
      <Link to="/" className={buttonClass('primary')}>
        {words.shell.backHome}
      </Link>
    </Empty>
  );
}

/** A page that fell over; the others still stand. */
export function PageProblem({ error }: { readonly error: unknown }) {
  return (
    <div className="mx-auto max-w-lg p-6">
      <Problem error={error} onRetry={() => location.reload()} />
    </div>
  );
}
