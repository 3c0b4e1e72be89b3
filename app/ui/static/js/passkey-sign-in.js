// Signing in with a passkey of this device.
import { attachTo } from "./passkey.js";

export default (root) => attachTo(root, (publicKey) => navigator.credentials.get({ publicKey }));
