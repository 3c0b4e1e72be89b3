// Making a passkey on this device.
import { attachTo } from "./passkey.js";

export default (root) => attachTo(root, (publicKey) => navigator.credentials.create({ publicKey }));
