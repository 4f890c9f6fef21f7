import type { ClickEvent } from '../../protocol/agreement.ts'

/** The fixed words of certificates of acceptance and readable records. */
interface AcceptanceWords {
  readonly certificate: string
  readonly record: string
  readonly agreed: (who: string, title: string, version: string) => string
  readonly declined: (who: string, title: string, version: string) => string
  readonly says: string
  readonly stands: string
  readonly withdrawn: (time: string) => string
  readonly who: string
  readonly nameAsGiven: string
  readonly role: string
  readonly place: string
  readonly subject: string
  readonly unnamed: string
  readonly what: string
  readonly contract: string
  readonly number: string
  readonly version: string
  readonly seller: string
  readonly alongside: string
  readonly address: string
  readonly how: string
  readonly when: string
  readonly claimed: string
  readonly received: string
  readonly timestamped: string
  readonly formation: string
  readonly history: string
  readonly another: string
  readonly events: Readonly<Record<ClickEvent['event'], string>>
  readonly act: string
  readonly button: string
  readonly sentence: string
  readonly boxes: string
  readonly box: (label: string, isTicked: boolean, time: string | null) => string
  readonly origin: string
  readonly total: string
  readonly orderLine: (name: string, quantity: string, price: string) => string
  readonly order: string
  readonly records: string
  readonly recordsTold: string
  readonly recordsAgreed: string
  readonly recordsOpen: string
  readonly recordsUnasked: string
  readonly recordsWithdrawn: (time: string) => string
  readonly measured: string
  readonly findings: Readonly<Record<'met' | 'not-met' | 'not-measured', string>>
  readonly beside: string
  readonly shown: string
  readonly text: string
  readonly shownByBrowser: string
  readonly shownByStatement: string
  readonly restOfText: string
  readonly technical: string
  readonly hashes: Readonly<Record<'document' | 'statement' | 'record' | 'file', string>>
  readonly key: string
  readonly issuer: string
  readonly serial: string
  readonly log: string
  readonly logged: (entry: string, size: string, origin: string) => string
  readonly unlogged: string
  readonly attachment: string
  readonly proofAttachment: string
}

const en: AcceptanceWords = {
  certificate: 'Certificate of acceptance', record: 'Record of the answer',
  agreed: (who, title, version) => `${who} agreed to “${title}”, version ${version}.`,
  declined: (who, title, version) => `${who} did not agree to “${title}”, version ${version}.`,
  says: 'This is what the service’s records say. The name is as given and was checked by nobody; what shows who acted stands under “Identity”. The service signs here for its records, not for any party.',
  stands: 'It stands as far as these records go: no withdrawal is recorded.',
  withdrawn: (time) => `Withdrawn on ${time}: the record of the acceptance remains, the withdrawal is another record.`,
  who: 'Who', nameAsGiven: 'Name, as given', role: 'Party', place: 'Place, as given', subject: 'Subject, as the host says', unnamed: 'a visitor without a name',
  what: 'What', contract: 'Title', number: 'Number', version: 'Version', seller: 'Offered by',
  alongside: 'Agreed to alongside, each by a box of its own', address: 'Text',
  how: 'How: three facts, apart', when: 'When', claimed: 'Signatory’s clock (a claim)', received: 'Received by the service', timestamped: 'Timestamp',
  history: 'What became of it', another: 'another answer of the same subject',
  events: { agreed: 'Agreed', 're-accepted': 'Agreed again, to a new version', declined: 'Did not agree', withdrawn: 'Withdrawn', 'order-accepted': 'The seller accepted the order', 'order-declined': 'The seller declined the order', 'records-consent-withdrawn': 'Consent to electronic records taken back' },
  formation: 'When and where it was concluded', act: 'What was pressed', button: 'Button, as shown', sentence: 'Sentence, as shown', boxes: 'Boxes',
  box: (label, isTicked, time) => `${isTicked ? '[x]' : '[  ]'} ${label}${time === null ? '' : ` — ${time}`} (unticked when shown)`,
  origin: 'Shown on', total: 'Total', orderLine: (name, quantity, price) => `${name}: ${quantity} × ${price}`, order: 'Order',
  records: 'Electronic records', recordsTold: 'Shown before anything was asked; its hash is in the statement', recordsAgreed: 'Agreed to apart, by a box of its own', recordsOpen: 'Its box was not ticked', recordsUnasked: 'No box asked for it by itself.',
  recordsWithdrawn: (time) => `Taken back on ${time}: from then on notices come as the text above says; what was signed stands.`,
  measured: 'What the page measured of itself at the press', findings: { met: 'met', 'not-met': 'not met', 'not-measured': 'not measured' },
  beside: 'What was shown, beside the text', shown: 'Shown', text: 'The text',
  shownByBrowser: 'Left: the region with boxes, sentence and buttons at the press, as the browser recorded it; its hash is in the statement. Right: the text that it is about.',
  shownByStatement: 'Left: sentence, boxes and button as the signed statement names them; the browser kept no copy of the region here, only its hash. Right: the text that it is about.',
  restOfText: 'The text, continued', technical: 'For programs',
  hashes: { document: 'Contract document', statement: 'Statement', record: 'Record', file: 'Signed file' },
  key: 'Key thumbprint', issuer: 'Certificate issued by', serial: 'Certificate number', log: 'Public log',
  logged: (entry, size, origin) => `entry ${entry} of ${origin}, in a tree of ${size}`, unlogged: 'not there yet',
  attachment: 'The record as data', proofAttachment: 'Proof that the record is in the public log',
}

const vi: AcceptanceWords = {
  certificate: 'Giấy xác nhận sự đồng ý', record: 'Bản ghi câu trả lời',
  agreed: (who, title, version) => `${who} đã đồng ý với “${title}”, phiên bản ${version}.`,
  declined: (who, title, version) => `${who} không đồng ý với “${title}”, phiên bản ${version}.`,
  says: 'Đây là nội dung hồ sơ của dịch vụ. Tên được ghi theo lời khai và chưa ai kiểm tra; điều cho thấy ai đã hành động nằm ở mục “Danh tính”. Dịch vụ chỉ xác nhận hồ sơ của mình, không ký thay bên nào.',
  stands: 'Theo hồ sơ, sự đồng ý vẫn còn: chưa ghi nhận lần rút nào.',
  withdrawn: (time) => `Đã rút lúc ${time}: bản ghi về sự đồng ý vẫn được giữ, việc rút là một bản ghi khác.`,
  who: 'Ai', nameAsGiven: 'Tên tự ghi', role: 'Tư cách', place: 'Nơi tự ghi', subject: 'Người được hỏi, theo lời trang', unnamed: 'Một khách không nêu tên',
  what: 'Đồng ý điều gì', contract: 'Tên văn bản', number: 'Số', version: 'Phiên bản', seller: 'Bên đề nghị',
  alongside: 'Thỏa thuận kèm theo, mỗi thỏa thuận đồng ý bằng một ô riêng', address: 'Nội dung',
  how: 'Bằng cách nào: ba điều tách riêng', when: 'Khi nào', claimed: 'Giờ máy người ký (lời khai)', received: 'Dịch vụ nhận', timestamped: 'Dấu thời gian',
  history: 'Diễn biến', another: 'câu trả lời khác của cùng người',
  events: { agreed: 'Đồng ý', 're-accepted': 'Đồng ý lại, với phiên bản mới', declined: 'Không đồng ý', withdrawn: 'Rút', 'order-accepted': 'Bên bán nhận đơn hàng', 'order-declined': 'Bên bán từ chối đơn hàng', 'records-consent-withdrawn': 'Rút lại sự đồng ý dùng tài liệu điện tử' },
  formation: 'Giao kết lúc nào, ở đâu', act: 'Đã bấm gì', button: 'Nút bấm, như đã hiển thị', sentence: 'Câu xác nhận, như đã hiển thị', boxes: 'Ô đánh dấu',
  box: (label, isTicked, time) => `${isTicked ? '[x]' : '[  ]'} ${label}${time === null ? '' : ` — ${time}`} (để trống khi hiển thị)`,
  origin: 'Hiển thị tại', total: 'Tổng giá trị', orderLine: (name, quantity, price) => `${name}: ${quantity} × ${price}`, order: 'Đơn hàng',
  records: 'Tài liệu điện tử', recordsTold: 'Đã hiển thị trước khi hỏi; mã băm nằm trong bản xác nhận', recordsAgreed: 'Đồng ý riêng, bằng một ô riêng', recordsOpen: 'Ô riêng không được đánh dấu', recordsUnasked: 'Không hỏi riêng bằng ô nào.',
  recordsWithdrawn: (time) => `Đã rút lại lúc ${time}: từ đó thông báo được gửi theo cách nêu ở trên; những gì đã ký vẫn giữ nguyên.`,
  measured: 'Trang tự đo lúc bấm', findings: { met: 'đạt', 'not-met': 'không đạt', 'not-measured': 'không đo được' },
  beside: 'Những gì đã hiển thị, cạnh văn bản', shown: 'Đã hiển thị', text: 'Văn bản',
  shownByBrowser: 'Bên trái: vùng có ô đánh dấu, câu xác nhận và các nút lúc bấm, do trình duyệt ghi lại; mã băm của vùng này nằm trong bản xác nhận. Bên phải: văn bản được nói tới.',
  shownByStatement: 'Bên trái: câu xác nhận, ô đánh dấu và nút bấm như bản xác nhận đã ký nêu; ở đây trình duyệt chỉ gửi mã băm của vùng hiển thị. Bên phải: văn bản được nói tới.',
  restOfText: 'Văn bản, phần tiếp theo', technical: 'Dành cho chương trình',
  hashes: { document: 'Văn bản hợp đồng', statement: 'Bản xác nhận', record: 'Bản ghi', file: 'Tệp đã ký' },
  key: 'Dấu vân tay của khóa', issuer: 'Nơi cấp chứng thư', serial: 'Số chứng thư', log: 'Sổ công khai',
  logged: (entry, size, origin) => `mục số ${entry} của ${origin}, trong cây gồm ${size} mục`, unlogged: 'chưa có',
  attachment: 'Bản ghi ở dạng dữ liệu', proofAttachment: 'Bằng chứng bản ghi có trong sổ công khai',
}

export const ACCEPTANCE_WORDS: Readonly<Record<'vi' | 'en', AcceptanceWords>> = { vi, en }
