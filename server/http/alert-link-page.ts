/** The page behind the link of a message. It works on any phone: no script, one button. */
import { formatTime } from '../../contract/time.ts';

/** `used`: acknowledged by this link before; `over`: nothing of it is left to acknowledge; `done`: just now. */
export interface LinkPage {
  state: 'unknown' | 'open' | 'used' | 'over' | 'done';
  recipient?: string;
  /** What is acknowledged. `dueAt`: ms, 0 = none. */
  alerts?: { rule: string; unit: string; what: string; kind: string; dueAt: number }[];
}

const SHOWN = 50;

const WORDS: Record<LinkPage['state'], { title: string; text: string }> = {
  unknown: {
    title: 'Liên kết không còn hiệu lực',
    text: 'Liên kết đã quá 7 ngày hoặc không đúng. Hãy mở trang cảnh báo và đăng nhập để xác nhận.',
  },
  open: {
    title: 'Xác nhận cảnh báo',
    text: 'Bấm nút bên dưới nếu đã biết và đang xử lý. Trung tâm điều hành thấy ngay việc này.',
  },
  used: { title: 'Đã xác nhận', text: 'Các cảnh báo của tin này đã được xác nhận bằng liên kết này.' },
  over: {
    title: 'Không còn gì để xác nhận',
    text: 'Các cảnh báo của tin này đã được xác nhận hoặc đã giải quyết xong.',
  },
  done: { title: 'Đã xác nhận', text: 'Cảm ơn. Trung tâm điều hành đã thấy việc xác nhận.' },
};

export function linkPage({ state, recipient = '', alerts = [] }: LinkPage): string {
  const { title, text } = WORDS[state];
  const isList = state === 'open' || state === 'done';
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${recipient === '' ? '' : `<p class="who">${escaped(recipient)}</p>`}<p>${text}</p>
${isList ? listOf(alerts) : ''}
${state === 'open' ? `<form method="post"><button type="submit">Xác nhận ${alerts.length.toLocaleString('vi-VN')} cảnh báo</button></form>` : ''}
</main></body></html>`;
}

function listOf(alerts: NonNullable<LinkPage['alerts']>): string {
  const lines = alerts.slice(0, SHOWN).map(({ rule, unit, what, kind, dueAt }) => {
    const due = dueAt === 0 ? '' : `hạn ${formatTime(dueAt).slice(0, 16).replace('T', ' ')}`;
    const more = [kind, unit, due].filter(Boolean).map(escaped).join(' · ');
    return `<li><b>${escaped(what || rule)}</b><br>${escaped(rule)}<br><span>${more}</span></li>`;
  });
  const others = alerts.length - lines.length;
  const rest = others > 0 ? `<li>… và ${others.toLocaleString('vi-VN')} cảnh báo khác</li>` : '';
  return `<ul>${lines.join('')}${rest}</ul>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `body{margin:0;font:18px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}
main{max-width:640px;margin:0 auto;padding:24px 20px 48px}h1{font-size:26px;line-height:1.25;margin:0 0 8px}
.who{font-weight:600}ul{list-style:none;padding:0;margin:16px 0}li{padding:12px 0;border-top:1px solid color-mix(in srgb,CanvasText 20%,transparent);overflow-wrap:anywhere}
span{opacity:.75;font-size:16px}button{position:sticky;bottom:16px;width:100%;min-height:56px;font:600 19px system-ui,sans-serif;border:0;border-radius:12px;background:#0b57d0;color:#fff}`;
