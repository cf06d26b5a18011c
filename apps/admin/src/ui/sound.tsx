import { useWords } from '../languages/language.tsx';

/** Something that can be listened to. The link needs no login and ends after an hour. */
export interface Listenable {
  readonly url: string;
  readonly durationSeconds?: number | undefined;
}

/** True for what lies on this server: nothing else is played in a page of ours. */
export function isOurs(url: string | undefined): url is string {
  return url !== undefined && URL.canParse(url) && new URL(url).pathname.startsWith('/files/');
}

/** A player, with the controls of the browser. Browsers show no captions with a sound: what is said in it stands beside it as text. */
export function Sound({ url, durationSeconds }: Listenable) {
  const words = useWords();
  const minutes = Math.floor((durationSeconds ?? 0) / 60);
  const seconds = String(Math.round((durationSeconds ?? 0) % 60)).padStart(2, '0');
  const label = durationSeconds === undefined ? words.calls.sound : words.calls.soundOf(`${minutes}:${seconds}`);
  return (
    <audio
      controls
      preload="metadata"
      src={new URL(url).pathname}
      aria-label={label}
      className="h-10 w-80 max-w-full"
    />
  );
}
