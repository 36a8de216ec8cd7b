/**
 * The shapes the simulator's server sends. Types only; nothing runs here.
 *
 * @typedef {Object} Bar
 * @property {string} now RFC3339
 * @property {{state: "running"|"stopped"|"starting", pid: number|null, exit: number|null}} bot
 * @property {Faults} faults
 * @property {number} calls
 * @property {number} floods
 *
 * @typedef {{flood: boolean, timeouts: boolean, duplicates: boolean, slow: boolean}} Faults
 *
 * @typedef {Object} Phone
 * @property {number} id
 * @property {string} name
 * @property {string} initials
 * @property {string} phone
 * @property {string|null} username
 * @property {string} role
 * @property {Chat[]} chats
 *
 * @typedef {Object} Chat
 * @property {number} id
 * @property {string} title
 * @property {"private"|"group"} kind
 * @property {boolean} blocked
 * @property {Msg[]} messages
 * @property {Keyboard|null} keyboard
 * @property {Toast|null} toast
 * @property {{command: string, description: string}[]} commands
 * @property {number} unread
 *
 * @typedef {{text: string, alert: boolean, seq: number}} Toast
 *
 * @typedef {Object} Keyboard
 * @property {number} message the one that brought it; the same keys brought again open again
 * @property {KeyboardButton[][]} rows
 * @property {boolean} one_time
 * @property {string|null} placeholder
 *
 * @typedef {{text: string, kind: "text"|"contact"|"location"}} KeyboardButton
 *
 * @typedef {Object} Msg
 * @property {number} id
 * @property {boolean} out sent by the owner of this phone
 * @property {string} from
 * @property {string} date RFC3339
 * @property {boolean} edited
 * @property {string} html already sanitised by the server
 * @property {string} text
 * @property {Media|null} media
 * @property {string|null} group messages of one album share it
 * @property {InlineButton[][]} buttons
 * @property {number|null} reply_to
 *
 * @typedef {Object} Media
 * @property {"photo"|"document"|"voice"|"video"|"sticker"|"contact"|"location"|"album"} kind
 * @property {string|null} url
 * @property {string|null} name
 * @property {number|null} duration seconds
 * @property {number|null} size bytes
 * @property {number|null} [width]
 * @property {number|null} [height]
 * @property {number|null} [latitude]
 * @property {number|null} [longitude]
 * @property {string|null} [phone]
 *
 * @typedef {{text: string, data: string|null, url: string|null, copy: string|null}} InlineButton
 *
 * What a message needs from the chat it stands in.
 *
 * @typedef {Object} Scene
 * @property {number} user owner of the phone
 * @property {number} chat
 * @property {boolean} group
 * @property {import("./shell.js").Shell} shell
 * @property {(id: number) => Msg|undefined} find
 * @property {(id: number) => void} jump
 * @property {(msg: Msg) => void} edit
 * @property {(msg: Msg) => void} reply
 */

export {};
