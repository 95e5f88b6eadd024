/**
 * Makes docs/images, the pictures of the console that the README shows: `npm start` in an empty
 * directory, a few things done there, and every page of `demo-pictures.ts` opened in Chromium.
 * Arguments: names of pictures; none means all.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokensBySecret } from '#platform';
import { TestBrowser } from '../test/support/browser.js';
import { startServiceProcess } from '../test/support/service-process.js';
import { setTheScene } from './demo-scene.js';
import type { Scene } from './demo-scene.js';
import { PICTURES } from './demo-pictures.js';

const IMAGES = join(import.meta.dirname, '../../docs/images');
const wanted = process.argv.slice(2);

const AUTH_SECRET = randomBytes(32).toString('hex');
const dataDir = await mkdtemp(join(tmpdir(), 'allocator-pictures-'));
// Under root the database's user passes through.
await chmod(dataDir, 0o711);
try {
  const service = await startServiceProcess('quick-start.js', {
    DATA_DIR: dataDir,
    PORT: '0',
    AUTH_SECRET,
  });
  try {
    await takeAll(await setTheScene(service.url, tokensBySecret(AUTH_SECRET)));
  } finally {
    await service.end('SIGTERM');
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

async function takeAll(scene: Scene): Promise<void> {
  await mkdir(IMAGES, { recursive: true });
  const browser = await TestBrowser.launch();
  try {
    for (const picture of PICTURES) {
      if (wanted.length > 0 && !wanted.includes(picture.name)) continue;
      const page = await browser.visit(scene.host, {
        screen: picture.screen ?? 'desktop',
        role: picture.role ?? 'admin',
        path: picture.path(scene),
      });
      await page.getByText('Live', { exact: true }).waitFor();
      await picture.ready(page, scene);
      await page.screenshot({ path: join(IMAGES, `${picture.name}.png`) });
      await browser.leave();
    }
  } finally {
    await browser.close();
  }
}
