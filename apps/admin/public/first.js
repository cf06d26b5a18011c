// Before anything is painted: the theme and the direction that the person chose here, so that nothing flashes.
(() => {
  const kept = name => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const root = document.documentElement;
  const theme = kept('buttdial.theme');
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  const language = kept('buttdial.language') || navigator.language.slice(0, 2);
  root.lang = language;
  root.dir = ['he', 'ar', 'fa', 'ur'].includes(language) ? 'rtl' : 'ltr';
})();
