import { useMutation } from '@tanstack/react-query';
import { ArrowUp, Grid3x3, Mic, MicOff, PhoneOff, Volume2 } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { type PhoneCall, phone as verbs } from '../../data/network.ts';
import { useEntrance } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Problem } from '../../ui/problem.tsx';
import { Scroller } from '../../ui/scroller.tsx';
import { type Loudness, openPhoneSound, type PhoneSound } from './phone-sound.ts';

/** The handset in a call: what was said, a line to type, keys, and the microphone where the line carries sound. */
export function PhoneTalk({ call }: { readonly call: PhoneCall }) {
  const words = useWords();
  const [keys, setKeys] = useState(false);
  const ending = useMutation({ mutationFn: () => verbs.hangUp(call.id) });
  const sound = useSound(call);
  return (
    <>
      <p role="status" className="border-line border-b px-4 py-1.5 text-center text-soft text-xs">
        {words.calls.talking}
        {sound.isOpen ? ` · ${words.calls.listening}` : ''}
      </p>
      <Said call={call} />
      {keys ? <Keypad callId={call.id} /> : null}
      <div className="grid grid-cols-1 gap-2 border-line border-t p-2.5">
        <Microphone call={call} sound={sound} />
        {ending.error ? <Problem error={ending.error} /> : null}
        <Speak callId={call.id} />
        <div className="flex items-center justify-between px-1">
          <IconButton label={words.calls.keypad} aria-expanded={keys} onClick={() => setKeys(!keys)}>
            <Grid3x3 size={18} aria-hidden="true" />
          </IconButton>
          <button
            type="button"
            aria-label={words.calls.hangUp}
            title={words.calls.hangUp}
            onClick={() => ending.mutate()}
            className="grid size-11 place-items-center rounded-full bg-wrong text-paper transition active:scale-95"
          >
            <PhoneOff size={20} aria-hidden="true" />
          </button>
          <Volume sound={sound} />
        </div>
      </div>
    </>
  );
}

function Said({ call }: { readonly call: PhoneCall }) {
  const words = useWords();
  const newest = call.transcript.length;
  // Lines only ever come behind the ones before.
  const lines = call.transcript.map((line, place) => ({ line, place }));
  return (
    <Scroller label={words.calls.transcript} bottom={newest === 0 ? undefined : String(newest)}>
      {lines.map(({ line, place }) => (
        <p
          key={place}
          dir="auto"
          className={classNames(
            'max-w-[82%] animate-arrive whitespace-pre-wrap rounded-[1.15rem] px-3.5 py-2 leading-5',
            line.by === 'phone' ? 'self-end rounded-ee-md bg-page text-on-page' : 'self-start rounded-es-md bg-sunken',
          )}
        >
          {line.text}
        </p>
      ))}
    </Scroller>
  );
}

interface Sound {
  readonly isOpen: boolean;
  readonly isSpeaking: boolean;
  readonly loudness: Loudness;
  readonly error: unknown;
  readonly toggle: () => Promise<void>;
}

const silence: Loudness = { agent: 0, microphone: 0 };

// Where the line carries sound it is opened at once: whoever answered or dialed has pressed something, as browsers want it.
function useSound({ id, mode }: PhoneCall): Sound {
  const opened = useRef<PhoneSound>(undefined);
  const [isOpen, setOpen] = useState(false);
  const [isSpeaking, setSpeaking] = useState(false);
  const [loudness, setLoudness] = useState(silence);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    if (mode !== 'media') return undefined;
    let isOver = false;
    openPhoneSound(id, setLoudness).then(
      sound => {
        if (isOver) return sound.close();
        opened.current = sound;
        setOpen(true);
      },
      (problem: unknown) => setError(problem),
    );
    return () => {
      isOver = true;
      opened.current?.close();
      opened.current = undefined;
      setOpen(false);
      setSpeaking(false);
    };
  }, [id, mode]);
  const toggle = async () => {
    setError(undefined);
    if (isSpeaking) {
      opened.current?.closeMicrophone();
      return setSpeaking(false);
    }
    try {
      await opened.current?.openMicrophone();
      setSpeaking(true);
    } catch (problem) {
      setError(problem);
    }
  };
  return { isOpen, isSpeaking, loudness, error, toggle };
}

function Microphone({ call, sound }: { readonly call: PhoneCall; readonly sound: Sound }) {
  const words = useWords();
  const { mode } = useEntrance();
  if (call.mode !== 'media') return <p className="text-center text-soft text-xs">{words.calls.microphoneRelay}</p>;
  const { isSpeaking, isOpen, error, toggle } = sound;
  return (
    <div className="grid grid-cols-1 justify-items-center gap-1.5">
      <button
        type="button"
        aria-pressed={isSpeaking}
        disabled={!isOpen}
        onClick={() => void toggle()}
        className={classNames(
          'inline-flex h-9 items-center gap-2 rounded-full border px-4 font-medium text-sm transition disabled:opacity-50',
          isSpeaking ? 'border-ink bg-page text-on-page' : 'border-edge bg-surface hover:border-ink',
        )}
      >
        {isSpeaking ? <Mic size={16} aria-hidden="true" /> : <MicOff size={16} aria-hidden="true" />}
        {isSpeaking ? words.calls.microphoneOff : words.calls.microphone}
      </button>
      {isSpeaking ? <Meter level={sound.loudness.microphone} says={words.calls.microphoneOn} /> : null}
      {isSpeaking && mode === 'demo' ? (
        <p className="text-balance text-center text-soft text-xs">{words.calls.microphoneDemo}</p>
      ) : null}
      {error ? <NoMicrophone error={error} /> : null}
    </div>
  );
}

function Meter({ level, says }: { readonly level: number; readonly says: string }) {
  return (
    <p className="flex items-center gap-2 text-soft text-xs">
      {says}
      <span aria-hidden="true" className="h-1.5 w-16 overflow-hidden rounded-full bg-sunken">
        <span className="block h-full bg-page-deep" style={{ width: `${Math.min(100, Math.round(level * 160))}%` }} />
      </span>
    </p>
  );
}

// What a browser says when it does not give the microphone, in words for people.
function NoMicrophone({ error }: { readonly error: unknown }) {
  const words = useWords();
  const name = error instanceof DOMException ? error.name : '';
  if (name === '') return <Problem error={error} />;
  const isMissing = name === 'NotFoundError' || name === 'OverconstrainedError';
  return (
    <div role="alert" className="w-full rounded-md border border-wrong/30 bg-wrong-wash p-2.5 text-sm">
      <p className="font-medium">{isMissing ? words.calls.microphoneMissing : words.calls.microphoneDenied}</p>
      <p>{words.calls.microphoneDeniedRemedy}</p>
    </div>
  );
}

function Volume({ sound }: { readonly sound: Sound }) {
  const level = sound.loudness.agent;
  return (
    <span
      aria-hidden="true"
      data-agent-loudness={level.toFixed(2)}
      className={classNames(
        'grid size-9 place-items-center rounded-full transition',
        level > 0.02 ? 'bg-page text-on-page' : 'text-soft',
        !sound.isOpen && 'invisible',
      )}
    >
      <Volume2 size={18} />
    </span>
  );
}

function Speak({ callId }: { readonly callId: string }) {
  const words = useWords();
  const [text, setText] = useState('');
  const saying = useMutation({ mutationFn: (said: string) => verbs.say(callId, said), onSuccess: () => setText('') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '' && !saying.isPending) saying.mutate(text.trim());
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-2">
      {saying.error ? <Problem error={saying.error} /> : null}
      <div className="flex items-center gap-2">
        <input
          aria-label={words.calls.speak}
          placeholder={words.calls.speak}
          value={text}
          dir="auto"
          autoComplete="off"
          onChange={event => setText(event.target.value)}
          className="h-10 min-w-0 flex-1 rounded-full border border-edge bg-surface px-4 max-sm:text-[16px]"
        />
        <button
          type="submit"
          aria-label={words.calls.speakSend}
          disabled={text.trim() === '' || saying.isPending}
          className="grid size-10 shrink-0 place-items-center rounded-full bg-page text-on-page transition hover:bg-page-deep disabled:cursor-not-allowed disabled:opacity-50"
        >
          <ArrowUp size={19} strokeWidth={2.5} aria-hidden="true" />
        </button>
      </div>
    </form>
  );
}

const dial = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

function Keypad({ callId }: { readonly callId: string }) {
  const words = useWords();
  const pressing = useMutation({ mutationFn: (key: string) => verbs.press(callId, key) });
  return (
    <div className="grid grid-cols-3 gap-1.5 border-line border-t p-2.5" dir="ltr">
      {dial.map(key => (
        <button
          key={key}
          type="button"
          aria-label={words.calls.key(key)}
          onClick={() => pressing.mutate(key)}
          className="h-10 rounded-md bg-sunken font-mono text-lg transition active:bg-page active:text-on-page"
        >
          {key}
        </button>
      ))}
    </div>
  );
}
