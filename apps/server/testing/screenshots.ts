import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { addressOf, adminPages, populate } from './admin-pages.ts';
import { type Look, launch, openWindow } from './browser.ts';
import { install } from './installation.ts';

// Pictures of every page, in light and dark, wide and on a telephone, into docs/screenshots.
const folder = fileURLToPath(new URL('../../../docs/screenshots/', import.meta.url));
mkdirSync(folder, { recursive: true });
const looks: readonly (Look & { readonly name: string })[] = [
  { name: 'light', theme: 'light' },
  { name: 'dark', theme: 'dark' },
  { name: 'phone', width: 390, height: 844 },
  { name: 'hebrew', language: 'he' },
];
const [house, browser] = await Promise.all([install(), launch()]);
const populated = await populate(house);
for (const look of looks) {
  const window = await openWindow(browser, house, look);
  const take = async (name: string) => {
    await window.page.locator('.animate-pulse-soft').first().waitFor({ state: 'detached' });
    await window.page.evaluate('document.fonts.ready');
    await window.page.evaluate('Promise.allSettled(document.getAnimations().map(each => each.finished))');
    await window.page.screenshot({ path: `${folder}${name}-${look.name}.png` });
  };
  await window.visit('/');
  await take('sign-in');
  await window.enter();
  // One page shows how the others read from right to left.
  for (const { name, path } of adminPages.filter(page => !look.language || page.name === 'console')) {
    await window.visit(addressOf(path, populated));
    if (name === 'console') await answerFromPhone(window);
    await take(name);
  }
  await walkThrough(window, look, take);
  process.stdout.write(`${look.name}: done\n`);
  await window.close();
}
await browser.close();
await house.close();

// The console shows what arrives while somebody looks at it.
async function answerFromPhone({ page }: Window): Promise<void> {
  const text = 'Lovely. See you tonight!';
  house.demo.network.control.sendFromPhone({ from: '+15559876543', to: '+12125550101', text });
  await page.getByRole('listitem').getByText(text).waitFor({ state: 'attached' });
}

// Every step of the set-up, as the demo lets people walk through it; filled in by the first look.
async function walkThrough({ page }: Window, look: Look, take: (name: string) => Promise<void>): Promise<void> {
  await page.goto('/admin/setup');
  await page.locator('main h1').waitFor();
  await take('setup-door');
  await page.locator('main button').first().click();
  await page.locator('nav [aria-current="step"]').waitFor();
  const steps = ['surroundings', 'vendors', 'credentials', 'limits', 'database', 'start'];
  for (const step of look.language ? steps.slice(0, 1) : steps) {
    await page.goto(`/admin/setup?step=${step}`);
    await page.locator('nav [aria-current="step"]').waitFor();
    if (step === 'surroundings' && look.theme === 'light')
      await page.getByRole('button', { name: 'Use the address of this page' }).click();
    if (step === 'vendors' && look.theme === 'light')
      for (const name of [/Twilio/, /Resend/]) await page.getByRole('checkbox', { name }).check();
    if (step === 'credentials' && look.theme === 'light') {
      await page.getByRole('button', { name: 'Fill in the simulated account' }).first().click();
      await page.getByRole('button', { name: 'Test connection' }).first().click();
      await page.getByText('It works').waitFor();
    }
    await take(`setup-${step}`);
  }
}
