/**
 * What the specs need beside Node: looked for, and installed where this machine lets us. Apt is asked
 * as root, or with `sudo -n` when ALLOCATOR_SETUP=yes; anywhere else one sentence says what to type.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const JARS = fileURLToPath(new URL('../docker/kafka/libs', import.meta.url));
const JAVA_MIN = 17;
const APT_INSTALL = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends'];

/** Each with the specs that want it, by their names and what they say, and the variable that takes its place. */
const NEEDS = [
  {
    name: `Java ${JAVA_MIN} (java)`,
    wantedBy: /kafka/i,
    instead: 'KAFKA_BROKERS',
    isHere: hasJava,
    // Debians differ in their newest Java; any from 17 on will do.
    apt: 'default-jre-headless',
  },
  {
    name: 'Maven (mvn)',
    wantedBy: /kafka/i,
    instead: 'KAFKA_BROKERS',
    isHere: () => existsSync(JARS) || isOnPath('mvn'),
    apt: 'maven',
  },
  {
    name: 'Chromium (chromium)',
    wantedBy: /browser/i,
    instead: 'CHROMIUM_PATH',
    isHere: () => ['chromium', 'chromium-browser', 'google-chrome'].some(isOnPath),
    apt: 'chromium',
  },
  // The runbooks are typed as people type them.
  { name: 'psql', wantedBy: /runbook/i, isHere: () => isOnPath('psql'), apt: 'postgresql-client' },
  { name: 'curl', wantedBy: /runbook/i, isHere: () => isOnPath('curl'), apt: 'curl' },
];

/**
 * Installs what these specs need and is not here, saying so; all specs when none is named. Answers
 * whether everything is here now, and has said what to type otherwise.
 *
 * @param {readonly string[]} specs paths of files, or patterns of Jest
 */
export function meetNeeds(specs) {
  const isFile = (spec) => statSync(spec, { throwIfNoEntry: false })?.isFile() ?? false;
  const texts = specs.map((spec) => (isFile(spec) ? spec + readFileSync(spec, 'utf8') : null));
  const isWanted = ({ wantedBy, instead }) =>
    !(instead && process.env[instead]) &&
    (texts.length === 0 || texts.some((text) => text === null || wantedBy.test(text)));
  const isMissing = (need) => isWanted(need) && !need.isHere();
  const missing = NEEDS.filter(isMissing);
  if (missing.length === 0) return true;
  const install = installer();
  if (install === null && dockerBringsAll(missing)) return true;
  for (const { name, apt } of install === null ? [] : missing) {
    say(`${name} is not here: installing ${apt} by apt`);
  }
  if (install !== null && !install(missing.map(({ apt }) => apt))) say('apt did not install them');
  const left = NEEDS.filter(isMissing);
  if (left.length > 0) say(whatToType(left));
  return left.length === 0;
}

/** How packages are installed here, null where that is not for us to do. */
function installer() {
  if (!isOnPath('apt-get')) return null;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && process.env.ALLOCATOR_SETUP !== 'yes') return null;
  const run = (command) => {
    const [program, ...args] = isRoot ? command : ['sudo', '-n', ...command];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const { status, stdout, stderr } = spawnSync(program, args, { env, encoding: 'utf8' });
    if (status !== 0) process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
    return status === 0;
  };
  // Where there is no way to a mirror, the lists that are here may do.
  return (packages) => {
    run(['apt-get', 'update', '-qq']);
    return run([...APT_INSTALL, ...packages]);
  };
}

function whatToType(needs) {
  const names = needs.map(({ name }) => name).join(', ');
  const packages = needs.map(({ apt }) => apt).join(' ');
  const instead = [...new Set(needs.flatMap(({ instead }) => instead ?? []))].join(', ');
  const otherwise = instead === '' ? '' : ` (or set ${instead})`;
  return isOnPath('apt-get')
    ? `these specs need ${names}${otherwise}: type "sudo apt-get update && sudo ` +
        `${APT_INSTALL.filter((word) => word !== '-qq').join(' ')} ${packages}", which ` +
        'ALLOCATOR_SETUP=yes npm test does where sudo asks for no password'
    : `these specs need ${names} on the PATH${otherwise}: install them as your system does; ` +
        `on Debian it is "apt-get install ${packages}"`;
}

/** Kafka alone can also run in a container. */
function dockerBringsAll(missing) {
  if (missing.some(({ instead }) => instead !== 'KAFKA_BROKERS')) return false;
  return spawnSync('docker', ['version'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}

function hasJava() {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  return Number(/version "(\d+)/.exec(stderr ?? '')?.[1]) >= JAVA_MIN;
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((dir) => existsSync(join(dir, program)));
}

function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}
