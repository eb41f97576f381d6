// The examples import the package as it is built. npm start builds it anew, which must not happen under
// a program that is running, so who only looks in from a second terminal builds it only once.
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const built = new URL('../../dist/service/index.js', import.meta.url);
if (!existsSync(built)) execSync('npm run build --silent -- --silent', { stdio: 'inherit' });
