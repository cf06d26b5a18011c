import { DirectionProvider } from '@base-ui/react/direction-provider';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import english, { type Words } from './en.ts';

// A file beside this one is a language; nothing else has to know of it.
const files = import.meta.glob<{ default: Words }>(['./*.ts', '!./en.ts'], { eager: false });
const rightToLeft = ['he', 'ar', 'fa', 'ur'];

/** The tags of the languages that there are. */
export const languageTags: readonly string[] = ['en', ...Object.keys(files).map(file => file.slice(2, -3))].sort();

interface Language {
  readonly tag: string;
  readonly words: Words;
  readonly choose: (tag: string) => void;
}

const context = createContext<Language>({ tag: 'en', words: english, choose: () => undefined });

/** Gives every page its words, in the language of the person's choice or of their browser. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [tag, choose] = useState(() =>
    known(localStorage.getItem('buttdial.language') ?? navigator.language.slice(0, 2)),
  );
  const [words, setWords] = useState(english);
  useEffect(() => {
    let current = true;
    const load = files[`./${tag}.ts`];
    void (load ? load().then(file => file.default) : Promise.resolve(english)).then(
      found => current && setWords(found),
    );
    document.documentElement.lang = tag;
    document.documentElement.dir = directionOf(tag);
    return () => {
      current = false;
    };
  }, [tag]);
  const value = {
    tag,
    words,
    choose: (next: string) => {
      localStorage.setItem('buttdial.language', next);
      choose(known(next));
    },
  };
  return (
    <DirectionProvider direction={directionOf(tag)}>
      <context.Provider value={value}>{children}</context.Provider>
    </DirectionProvider>
  );
}

/** The words of the chosen language. */
export function useWords(): Words {
  return useContext(context).words;
}

/** The chosen language, and how to choose another. */
export function useLanguage(): Language {
  return useContext(context);
}

function known(tag: string): string {
  return languageTags.includes(tag) ? tag : 'en';
}

function directionOf(tag: string): 'ltr' | 'rtl' {
  return rightToLeft.includes(tag) ? 'rtl' : 'ltr';
}
