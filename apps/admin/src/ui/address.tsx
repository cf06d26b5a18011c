import { Mail, MessageCircle, MessageSquare, Phone, Smartphone } from 'lucide-react';
import { useWords } from '../languages/language.tsx';
import { classNames } from './class-names.ts';

/** A number, mailbox or id: always left to right, in figures of one width. */
export function Address({ children, className }: { readonly children: string; readonly className?: string }) {
  return (
    <bdi dir="ltr" className={classNames('font-mono text-[0.9em] tracking-tight', className)}>
      {children}
    </bdi>
  );
}

const channelIcons: Readonly<Record<string, typeof Mail>> = {
  sms: MessageSquare,
  whatsapp: MessageCircle,
  email: Mail,
  line: MessageCircle,
  voice: Phone,
};

/** The picture of a channel. */
export function ChannelIcon({ channel, size = 16 }: { readonly channel: string; readonly size?: number }) {
  const Icon = channelIcons[channel] ?? Smartphone;
  return <Icon size={size} strokeWidth={1.9} aria-hidden="true" className="shrink-0" />;
}

/** Picture and name of a channel. */
export function ChannelName({ channel }: { readonly channel: string }) {
  const words = useWords();
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <ChannelIcon channel={channel} size={15} />
      {words.channels[channel] ?? channel}
    </span>
  );
}

/** The first letters of a name, on a colour of its own. */
export function Avatar({ name, size = 'md' }: { readonly name: string; readonly size?: 'sm' | 'md' | 'lg' }) {
  const letters = name
    .split(/\s+/)
    .slice(0, 2)
    .map(word => [...word][0] ?? '')
    .join('');
  const sizes = { sm: 'size-7 text-xs', md: 'size-9 text-sm', lg: 'size-11 text-base' };
  return (
    <span
      aria-hidden="true"
      className={classNames(
        'grid shrink-0 place-items-center rounded-full bg-ink font-display font-semibold text-paper uppercase',
        sizes[size],
      )}
    >
      {letters}
    </span>
  );
}
