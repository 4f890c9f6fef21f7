import { pair as s, type Sentence } from './sentence-pair.ts'
import type { RuleId } from './rule.ts'
import { ORGANISATION_SENTENCES } from './sentence-organisation.ts'

/** By rule, then by reason; `passed` and `failed` where a rule has one sentence each way. */
export const CHECK_SENTENCES: Readonly<Record<RuleId, Readonly<Record<string, Sentence>>>> = {
  'changes-permitted': {
    none: s('Nothing was added after this signature.', 'Không có gì được thêm vào sau chữ ký này.'),
    some: s('Everything added after this signature is of a kind that does not change what was signed.', 'Mọi thứ được thêm sau chữ ký này đều thuộc loại không làm thay đổi nội dung đã ký.'),
    undecided: s('The file was changed after this signature, and nobody had allowed that beforehand.', 'Tệp đã bị thay đổi sau chữ ký này mà không ai cho phép từ trước.'),
    forbidden: s('The file was changed after this signature in a way that is not allowed.', 'Tệp đã bị thay đổi sau chữ ký này theo cách không được phép.'),
  },
  'statement-agreement': {
    passed: s('Statement, contract document and the text of the pages agree.', 'Bản xác nhận, dữ liệu hợp đồng và chữ trên trang khớp nhau.'),
    statement: s('The signed statement differs from the contract and its text ({member}): “{expected}” became “{found}”.', 'Bản xác nhận đã ký khác với hợp đồng và chữ trên trang ({member}): lẽ ra là “{expected}”, nhưng lại ghi “{found}”.'),
    document: s('The attached contract document differs from the statement and the text: “{expected}” became “{found}”.', 'Dữ liệu hợp đồng đính kèm khác với bản xác nhận và chữ trên trang: lẽ ra là “{expected}”, nhưng lại ghi “{found}”.'),
    particulars: s('The attached details differ from the statement and the text: “{expected}” became “{found}”.', 'Thông tin đính kèm khác với bản xác nhận và chữ trên trang: lẽ ra là “{expected}”, nhưng lại ghi “{found}”.'),
    text: s('The text of the pages differs from the contract document and the statement: “{expected}” became “{found}”.', 'Chữ trên trang khác với dữ liệu hợp đồng và bản xác nhận: lẽ ra là “{expected}”, nhưng lại ghi “{found}”.'),
    several: s('Statement, contract document and text do not agree, and it cannot be said which was changed: “{expected}” against “{found}”.', 'Bản xác nhận, dữ liệu hợp đồng và chữ trên trang không khớp, và không xác định được phần nào đã bị sửa: chỗ thì “{expected}”, chỗ thì “{found}”.'),
    base: s('The statement names another file than the one that was signed; the words agree.', 'Bản xác nhận nêu một tệp khác với tệp đã ký; câu chữ thì khớp.'),
    incomplete: s('The contract document that the statement names is not attached.', 'Dữ liệu hợp đồng mà bản xác nhận nêu không được đính kèm.'),
    schema: s('The attached contract document is of another schema ({schema}) than the one this check knows; whether it fits the statement was not judged.', 'Dữ liệu hợp đồng đính kèm theo một lược đồ khác ({schema}) mà công cụ kiểm tra này chưa biết; chưa xét được dữ liệu đó có khớp với bản xác nhận hay không.'),
    'own-file': s('The statement names exactly the file that stands before the signatures; its text is the file’s own and comes from no contract data.', 'Bản xác nhận nêu đúng tệp có trước các chữ ký; nội dung là của chính tệp đó, không được tạo từ dữ liệu hợp đồng.'),
    unreadable: s('The attached contract document cannot be read.', 'Không đọc được dữ liệu hợp đồng đính kèm.'),
  },
  'statement-form': {
    passed: s('The signature carries a statement in the published form.', 'Chữ ký mang bản xác nhận đúng mẫu đã công bố.'),
    absent: s('The contract asks each party for a signed statement, and this signature carries none.', 'Hợp đồng yêu cầu mỗi bên ký kèm bản xác nhận, nhưng chữ ký này không có.'),
    failed: s('The statement in the signature is not in the published form.', 'Bản xác nhận trong chữ ký không đúng mẫu đã công bố.'),
  },
  publication: {
    passed: s('The seller’s publication signature over the contract document stands ({who}).', 'Chữ ký công bố của bên bán trên dữ liệu hợp đồng đạt kiểm tra ({who}).'),
    changed: s('The contract document is not the one that the seller published and signed.', 'Dữ liệu hợp đồng không phải bản mà bên bán đã ký và công bố.'),
    undecided: s('Who published the contract document cannot be decided from what is at hand.', 'Từ những gì hiện có, chưa thể kết luận ai đã công bố dữ liệu hợp đồng.'),
    absent: s('The seller’s publication signature is not attached.', 'Tệp không đính kèm chữ ký công bố của bên bán.'),
    failed: s('The seller’s publication signature does not stand.', 'Chữ ký công bố của bên bán không đạt kiểm tra.'),
  },
  'page-text': {
    passed: s('The pages show nothing besides the contract, page numbers and running titles.', 'Các trang không có gì ngoài hợp đồng, số trang và tiêu đề lặp ở đầu trang.'),
    failed: s('Page {page} shows words that are not part of the contract: “{found}”.', 'Trang {page} có chữ không thuộc hợp đồng: “{found}”.'),
  },
  derivation: {
    passed: s('The file before the signature, made anew here from the contract document, is the same byte for byte.', 'Tệp trước khi ký, dựng lại tại đây từ dữ liệu hợp đồng, trùng khớp từng byte.'),
    differs: s('The file before the signature, made anew here, has the same text but other bytes.', 'Tệp trước khi ký, dựng lại tại đây, có cùng chữ nhưng khác byte.'),
  },
  'certificate-log': {
    passed: s('The certificate is entry {index} of the public log {origin}, in its tree of {size} entries.', 'Chứng thư là mục số {index} của sổ công khai {origin}, trong cây gồm {size} mục.'),
    older: s('The certificate was used before this issuer’s public log began; that it was issued openly cannot be shown from the log.', 'Chứng thư được dùng trước khi sổ công khai của bên cấp bắt đầu, nên sổ không cho thấy được việc cấp chứng thư.'),
    absent: s('The issuer commits each certificate to a public log, and this signature carries no proof that its certificate is there.', 'Bên cấp ghi mọi chứng thư vào sổ công khai, nhưng chữ ký này không kèm bằng chứng rằng chứng thư của nó có trong sổ.'),
    other: s('The log proof in this signature is about another certificate.', 'Bằng chứng từ sổ công khai kèm chữ ký này thuộc về một chứng thư khác.'),
    broken: s('The log proof in this signature does not verify: the public log’s key did not sign a tree that holds this certificate.', 'Bằng chứng từ sổ công khai kèm chữ ký này không đạt kiểm tra: khóa của sổ không ký cây nào có chứng thư này.'),
  },
  'byte-range-form': {
    passed: s('The signed range is written as it must be.', 'Phạm vi được ký ghi đúng quy cách.'),
    failed: s('The range of bytes that the signature names is missing or malformed.', 'Phạm vi byte mà chữ ký nêu bị thiếu hoặc sai quy cách.'),
  },
  'byte-range-gap': {
    passed: s('Only the place of the signature itself is left out of what is signed.', 'Chỉ chỗ của chính chữ ký nằm ngoài phần được ký.'),
    failed: s('The signature leaves out more of the file than its own place.', 'Chữ ký để lọt ra ngoài nhiều hơn chỗ của chính nó trong tệp.'),
  },
  'byte-range-end': {
    passed: s('The signed range ends exactly where its revision ends.', 'Phạm vi được ký kết thúc đúng chỗ kết thúc của lần lưu đó.'),
    failed: s('The signed range does not end where its revision ends: a part of it is not covered.', 'Phạm vi được ký không kết thúc ở chỗ kết thúc của lần lưu: có phần không được bao phủ.'),
  },
  'trailing-bytes': {
    passed: s('Nothing follows the last revision.', 'Không có gì nằm sau lần lưu cuối.'),
    blank: s('{count} empty bytes follow the last revision that no signature covers.', 'Có {count} byte trống nằm sau lần lưu cuối mà không chữ ký nào bao phủ.'),
    covered: s('{count} bytes follow the end of the file; they are signed, but programs may read them differently.', 'Có {count} byte nằm sau chỗ kết thúc tệp; chúng cũng được ký, nhưng mỗi phần mềm có thể đọc một khác.'),
    failed: s('{count} bytes follow the last revision that no signature covers and no rule explains.', 'Có {count} byte nằm sau lần lưu cuối, không chữ ký nào bao phủ và không quy tắc nào giải thích.'),
  },
  'strict-reading': {
    passed: s('The file is written as the standard asks.', 'Tệp được ghi đúng như tiêu chuẩn yêu cầu.'),
    failed: s('The file departs from the standard in {count} places ({kinds}): programs may show it differently, so nothing more than this can be said.', 'Tệp ghi sai chuẩn ở {count} chỗ ({kinds}): mỗi phần mềm có thể hiển thị một khác, nên chưa thể kết luận hơn.'),
  },
  'active-content': {
    passed: s('The document can act by itself in {count} places ({kinds}); first at {path}.', 'Tài liệu có thể tự thực hiện thao tác ở {count} chỗ ({kinds}); chỗ đầu tiên: {path}.'),
  },
  'concealed-content': {
    passed: s('The file holds content that is not shown ({kinds}); showing it later would be a change, and would be reported.', 'Tệp chứa nội dung không được hiển thị ({kinds}); nếu về sau cho hiện ra thì đó là thay đổi và sẽ bị báo.'),
  },
  'unexplained-bytes': {
    passed: s('Every byte added after this signature belongs to something the document names.', 'Mọi byte thêm sau chữ ký này đều thuộc về phần mà tài liệu có nêu.'),
    covered: s('The signed part holds {count} stretches of bytes that nothing refers to; they are signed too.', 'Phần đã ký có {count} đoạn byte không nơi nào dẫn tới; chúng cũng đã được ký.'),
    failed: s('After this signature, {count} stretches of bytes were added that nothing in the document refers to.', 'Sau chữ ký này có {count} đoạn byte được thêm mà không nơi nào trong tài liệu dẫn tới.'),
  },
  'byte-range-nesting': {
    passed: s('The signatures enclose one another as they should.', 'Các chữ ký bao trùm lên nhau đúng quy cách.'),
    failed: s('The ranges of two signatures overlap.', 'Phạm vi của hai chữ ký chồng lên nhau.'),
  },
  'dictionary-unchanged': {
    passed: s('The signature’s own entry is the same today as when it was made.', 'Mục ghi của chữ ký hiện vẫn y nguyên như lúc ký.'),
    failed: s('The signature’s own entry was replaced after signing.', 'Mục ghi của chữ ký đã bị thay sau khi ký.'),
  },
  'field-reachable': {
    passed: s('The signature stands in the document’s form.', 'Chữ ký nằm trong biểu mẫu của tài liệu.'),
    failed: s('No field of the document leads to this signature any more.', 'Không còn trường nào của tài liệu dẫn tới chữ ký này.'),
  },
  'sub-filter-known': {
    passed: s('The signature says which kind it is: {subFilter}.', 'Chữ ký nêu rõ loại của nó: {subFilter}.'),
    failed: s('The kind of signature ({subFilter}) does not fit what the signature is.', 'Loại chữ ký ({subFilter}) không khớp với chính chữ ký.'),
    missing: s('The signature does not say which kind it is; it was judged as what it holds.', 'Chữ ký không nêu loại của nó; ở đây đánh giá theo nội dung bên trong.'),
    unknown: s('The kind of signature ({subFilter}) is not known here; it was judged as what it holds.', 'Loại chữ ký ({subFilter}) không có trong danh sách ở đây; ở đây đánh giá theo nội dung bên trong.'),
    old: s('The signature is of an old kind ({subFilter}), which rests on SHA-1.', 'Chữ ký thuộc loại cũ ({subFilter}), dựa trên SHA-1.'),
  },
  'value-unshared': {
    passed: s('The signature belongs to one field.', 'Chữ ký thuộc về một trường duy nhất.'),
    failed: s('Other fields show the same signature: {fields}.', 'Các trường khác cùng dùng chữ ký này: {fields}.'),
  },
  'cms-form': {
    passed: s('The signature has the right form.', 'Chữ ký đúng định dạng.'),
    missing: s('There is a place for a signature, but no signature in it.', 'Có chỗ để ký nhưng không có chữ ký.'),
    unreadable: s('The signature’s own entry in the file is damaged ({code}), so what it signed and who made it cannot be read.', 'Mục của chữ ký trong tệp bị hỏng ({code}) nên không đọc được chữ ký này ký nội dung nào và do ai tạo.'),
    damaged: s('The signature cannot be read: it is damaged.', 'Không đọc được chữ ký: dữ liệu bị hỏng.'),
    padding: s('Something other than filling stands after the signature, in the place left for it.', 'Sau chữ ký, trong chỗ dành cho nó, có thứ khác ngoài phần lấp đầy.'),
    empty: s('The signature should carry a digest of the file inside and carries none.', 'Lẽ ra bên trong chữ ký phải có mã băm của tệp nhưng không có.'),
    attached: s('The signature carries content of its own instead of covering the file.', 'Chữ ký mang nội dung riêng thay vì ký lên tệp.'),
    'other-content': s('What was signed is by its own word no document but something else.', 'Theo chính chữ ký, thứ được ký không phải là tài liệu mà là thứ khác.'),
    failed: s('The signature cannot be read.', 'Không đọc được chữ ký.'),
  },
  'one-signer': {
    passed: s('Exactly one signatory.', 'Đúng một người ký.'),
    failed: s('There is not exactly one signatory in the signature.', 'Chữ ký không có đúng một người ký.'),
  },
  'attributes-present': {
    none: s('The signature has no signed attributes: it is made over the file itself.', 'Chữ ký không có thuộc tính được ký: nó được tạo trực tiếp trên tệp.'),
    passed: s('The attributes that must be signed are there, once each.', 'Các thuộc tính phải ký đều có, mỗi loại một lần.'),
    failed: s('An attribute that must be signed is missing or stands twice.', 'Một thuộc tính phải ký bị thiếu hoặc lặp lại.'),
  },
  'message-digest': {
    unsupported: s('The hash that the signature names ({algorithm}) is not supported here, so nothing can be said.', 'Hàm băm mà chữ ký nêu ({algorithm}) không được hỗ trợ ở đây nên chưa thể kết luận.'),
    passed: s('The signed bytes are unchanged.', 'Các byte đã ký còn nguyên vẹn.'),
    failed: s('The signed bytes were changed after signing.', 'Các byte đã ký đã bị sửa sau khi ký.'),
    'no-range': s('It cannot be said which bytes are signed.', 'Không xác định được những byte nào đã được ký.'),
  },
  'signature-value': {
    unsupported: s('The kind of signature or key ({algorithm}) is not supported here, so nothing can be said.', 'Loại chữ ký hoặc khóa ({algorithm}) không được hỗ trợ ở đây nên chưa thể kết luận.'),
    'no-certificate': s('Without the signatory’s certificate the signature can be held against nothing.', 'Không có chứng thư của người ký thì không có gì để đối chiếu chữ ký.'),
    passed: s('The signature was made with the key of its certificate.', 'Chữ ký được tạo bằng khóa của chứng thư.'),
    failed: s('The signature was not made with the key of its certificate.', 'Chữ ký không được tạo bằng khóa của chứng thư.'),
  },
  'signing-certificate-found': {
    passed: s('The signatory’s certificate is there.', 'Có chứng thư của người ký.'),
    failed: s('The signatory’s certificate is not there.', 'Không có chứng thư của người ký.'),
  },
  'signing-certificate-named': {
    passed: s('The signature names exactly this certificate.', 'Chữ ký nêu đúng chứng thư này.'),
    failed: s('The signature names another certificate than the one that came with it.', 'Chữ ký nêu một chứng thư khác với chứng thư đi kèm.'),
  },
  'algorithms-consistent': {
    passed: s('The algorithms agree wherever they are named.', 'Các thuật toán nhất quán ở mọi chỗ nêu.'),
    failed: s('The signature names different algorithms in different places.', 'Chữ ký nêu các thuật toán khác nhau ở các chỗ khác nhau.'),
  },
  'algorithms-sound': {
    passed: s('The algorithms are sound today ({algorithm}).', 'Các thuật toán hiện còn an toàn ({algorithm}).'),
    failed: s('An algorithm or key is too weak to prove anything ({algorithm}).', 'Thuật toán hoặc khóa quá yếu, không chứng minh được gì ({algorithm}).'),
    unsupported: s('An algorithm or key ({algorithm}) is not supported here.', 'Thuật toán hoặc khóa ({algorithm}) không được hỗ trợ ở đây.'),
    aged: s('An algorithm or key ({algorithm}) counts as reliable only until {until}, and nothing proves that the signature is older.', 'Thuật toán hoặc khóa ({algorithm}) chỉ được coi là an toàn đến {until} và không có gì chứng minh chữ ký được tạo trước đó.'),
    certificate: s('A certificate of the path was signed with an algorithm or key that is too weak.', 'Một chứng thư trong chuỗi được ký bằng thuật toán hoặc khóa quá yếu.'),
  },
  'pades-attributes': {
    passed: s('The rules of PAdES baseline signatures are kept.', 'Tuân thủ các quy tắc của chữ ký PAdES cơ bản.'),
    broken: s('Some rules of PAdES baseline signatures are not kept, which costs the level, not validity: {faults}.', 'Một số quy tắc chữ ký PAdES cơ bản không được tuân thủ, chỉ làm hạ mức PAdES, không làm chữ ký bị coi là không đạt: {faults}.'),
  },
  'signature-policy': {
    named: s('The signature names the policy {policy} as the one it was made under; what that policy asks was not checked.', 'Chữ ký nêu chính sách {policy} là chính sách áp dụng khi ký; chưa kiểm tra các yêu cầu của chính sách đó.'),
    implied: s('The signature says that a policy applies without naming it.', 'Chữ ký cho biết có một chính sách áp dụng nhưng không nêu rõ.'),
  },
  'commitment-type': {
    noted: s('By signing, the signatory commits to: {types}.', 'Khi ký, người ký cam kết về: {types}.'),
  },
  qualification: {
    claimed: s('The certificate carries its issuer’s statement of compliance (QcCompliance); no trusted list was asked about it, and the verdict does not rest on it.', 'Chứng thư mang tuyên bố tuân thủ của bên cấp (QcCompliance); chưa đối chiếu tuyên bố này với danh sách tin cậy nào và kết luận không dựa vào đó.'),
    device: s('The certificate carries its issuer’s statements of compliance and of a key kept in a device (QcCompliance, QcSSCD); no trusted list was asked about them, and the verdict does not rest on them.', 'Chứng thư mang các tuyên bố của bên cấp về việc tuân thủ và về khóa nằm trong thiết bị (QcCompliance, QcSSCD); chưa đối chiếu với danh sách tin cậy nào và kết luận không dựa vào đó.'),
  },
  countersignature: {
    stands: s('“{who}” countersigned this signature, and the certificate leads to a trusted root.', '“{who}” đã ký chứng kiến chữ ký này và chứng thư dẫn tới một gốc được tin cậy.'),
    untrusted: s('“{who}” countersigned this signature; whether that certificate can be relied on is not known here.', '“{who}” đã ký chứng kiến chữ ký này; ở đây chưa biết có thể tin cậy chứng thư đó hay không.'),
    unknown: s('A countersignature is there, but the certificate or the algorithm to check it with is missing.', 'Có một chữ ký chứng kiến, nhưng thiếu chứng thư hoặc thuật toán để kiểm tra.'),
    broken: s('A countersignature by “{who}” does not verify: it is not about this signature, or was changed.', 'Chữ ký chứng kiến của “{who}” không đạt kiểm tra: không thuộc về chữ ký này hoặc đã bị sửa.'),
    damaged: s('Something stands in the place of a countersignature that cannot be read as one.', 'Ở chỗ của chữ ký chứng kiến có thứ không đọc được như một chữ ký.'),
  },
  'path-to-anchor': {
    passed: s('The certificate leads to “{anchor}”, which you trust here.', 'Chứng thư dẫn tới “{anchor}”, một gốc mà bạn tin cậy ở đây.'),
    unknown: s('The certificate was issued under “{issuer}”, which is not among the trusted roots.', 'Chứng thư do “{issuer}” cấp, không nằm trong các gốc được tin cậy.'),
    'no-anchor': s('No trusted root was given, so nobody vouches for the certificate of “{issuer}”.', 'Chưa chọn gốc tin cậy nào nên không ai bảo đảm cho chứng thư của “{issuer}”.'),
  },
  'path-constraints': {
    passed: s('The certificates keep the rules for what they may be used for.', 'Các chứng thư được dùng đúng mục đích cho phép.'),
    failed: s('A certificate is used for what it may not be used for ({rules}).', 'Một chứng thư bị dùng sai mục đích cho phép ({rules}).'),
  },
  'path-validity': {
    proven: s('At the proven time {at} the certificate was valid.', 'Vào thời điểm đã chứng minh {at}, chứng thư còn hiệu lực.'),
    now: s('The certificate is valid now; when it was signed is not proven.', 'Chứng thư hiện còn hiệu lực; thời điểm ký chưa được chứng minh.'),
    early: s('The certificate was not valid yet at {at}.', 'Vào {at} chứng thư chưa có hiệu lực.'),
    late: s('The certificate ended at {notAfter}, and nothing proves that the signature was made before that.', 'Chứng thư hết hiệu lực lúc {notAfter} và không có gì chứng minh chữ ký được tạo trước đó.'),
    expired: s('The certificate ended at {notAfter}; the signature holds something made later ({at}), so it was made after that.', 'Chứng thư hết hiệu lực lúc {notAfter}; chữ ký bao gồm nội dung được tạo sau đó ({at}) nên chữ ký được tạo sau khi chứng thư hết hiệu lực.'),
    'late-proven': s('The signature is proven only from {at} on, when the certificate had already ended ({notAfter}).', 'Chữ ký chỉ được chứng minh từ {at}, khi chứng thư đã hết hiệu lực ({notAfter}).'),
    authority: s('A certificate above the signatory’s was not valid at {at}.', 'Một chứng thư cấp trên không có hiệu lực vào {at}.'),
    passed: s('The certificate was valid.', 'Chứng thư có hiệu lực.'),
    failed: s('The certificate was not valid.', 'Chứng thư không có hiệu lực.'),
  },
  revocation: {
    'not-needed': s('“{certificate}” was issued for a moment only; by design it needs no revocation data.', '“{certificate}” chỉ được cấp cho một lúc ngắn; theo thiết kế, không cần dữ liệu thu hồi.'),
    good: s('“{certificate}” was not revoked ({source} of {asOf}).', '“{certificate}” không bị thu hồi ({source} ngày {asOf}).'),
    later: s('“{certificate}” was revoked only later, at {revokedAt}.', '“{certificate}” chỉ bị thu hồi về sau, lúc {revokedAt}.'),
    held: s('“{certificate}” was suspended at the proven time.', '“{certificate}” đang bị tạm dừng vào thời điểm đã chứng minh.'),
    revoked: s('“{certificate}” was revoked at {revokedAt}, and nothing proves that the signature was made before that.', '“{certificate}” đã bị thu hồi lúc {revokedAt} và không có gì chứng minh chữ ký được tạo trước đó.'),
    'revoked-before': s('“{certificate}” had been revoked at {revokedAt}; the signature holds something made later, so it was made after that.', '“{certificate}” đã bị thu hồi lúc {revokedAt}; chữ ký bao gồm nội dung được tạo sau đó nên chữ ký được tạo sau khi bị thu hồi.'),
    'authority-since': s('An authority above “{certificate}” has been revoked since, and what is at hand does not prove that everything existed before.', 'Một tổ chức cấp trên của “{certificate}” đã bị thu hồi sau đó và dữ liệu hiện có không chứng minh được mọi thứ đã tồn tại trước đó.'),
    unknown: s('Whether “{certificate}” had been revoked is not known: no revocation data for that time is at hand.', 'Chưa biết “{certificate}” có bị thu hồi hay không: không có dữ liệu thu hồi cho thời điểm đó.'),
  },
  'timestamp-imprint': {
    passed: s('The timestamp of {time} is about this signature.', 'Dấu thời gian {time} thuộc đúng chữ ký này.'),
    failed: s('The timestamp of {time} is about something else.', 'Dấu thời gian {time} thuộc về nội dung khác.'),
  },
  'timestamp-signature': {
    'no-certificate': s('The certificate of the timestamp unit is missing, so the timestamp cannot be checked.', 'Thiếu chứng thư của đơn vị cấp dấu thời gian nên không kiểm tra được dấu thời gian.'),
    unsupported: s('The timestamp uses an algorithm that is not supported here: {algorithm}.', 'Dấu thời gian dùng thuật toán không được hỗ trợ ở đây: {algorithm}.'),
    passed: s('The timestamp is genuine.', 'Dấu thời gian là thật.'),
    failed: s('The timestamp is not genuine or too weak.', 'Dấu thời gian không thật hoặc quá yếu.'),
    malformed: s('The timestamp cannot be read.', 'Không đọc được dấu thời gian.'),
  },
  'timestamp-path': {
    passed: s('“{unit}”, a timestamp service that you trust here, proves {time}.', '“{unit}”, dịch vụ dấu thời gian mà bạn tin cậy ở đây, chứng minh thời điểm {time}.'),
    path: s('The timestamp service “{unit}” leads to no trusted root, so its time proves nothing.', 'Dịch vụ dấu thời gian “{unit}” không dẫn tới gốc tin cậy nào nên thời gian đó không chứng minh được gì.'),
    expired: s('The certificate of the timestamp service “{unit}” has ended since, and no newer timestamp protects this one.', 'Chứng thư của dịch vụ dấu thời gian “{unit}” đã hết hiệu lực và không có dấu thời gian mới hơn bảo vệ.'),
    weak: s('An algorithm or key of the timestamp service “{unit}” is no longer reliable, and no newer timestamp protects this one.', 'Thuật toán hoặc khóa của dịch vụ dấu thời gian “{unit}” không còn an toàn và không có dấu thời gian mới hơn bảo vệ.'),
    revocation: s('Whether the timestamp service “{unit}” had been revoked is not known: no revocation data is at hand.', 'Chưa biết dịch vụ dấu thời gian “{unit}” có bị thu hồi hay không: không có dữ liệu thu hồi.'),
    revoked: s('The timestamp service “{unit}” had been revoked.', 'Dịch vụ dấu thời gian “{unit}” đã bị thu hồi.'),
  },
  'timestamp-order': { failed: s('A timestamp that must be later is earlier.', 'Một dấu thời gian lẽ ra phải sau lại đứng trước.') },
  'claimed-time': {
    near: s('The signatory’s clock said {claimed}; the proven time is close to that.', 'Đồng hồ của người ký báo {claimed}; thời điểm đã chứng minh gần với lúc đó.'),
    unproven: s('The signatory’s clock said {claimed}; nothing proves it.', 'Đồng hồ của người ký báo {claimed}; không có gì chứng minh.'),
    after: s('The signatory’s clock said {claimed}, which is after the proven time {proven}.', 'Đồng hồ của người ký báo {claimed}, muộn hơn thời điểm đã chứng minh {proven}.'),
    'long-before': s('The signatory’s clock said {claimed}, long before the proven time {proven}.', 'Đồng hồ của người ký báo {claimed}, sớm hơn nhiều so với thời điểm đã chứng minh {proven}.'),
  },
  'validation-data': { damaged: s('The document security store cannot be read and was left aside.', 'Không đọc được kho dữ liệu kiểm chứng trong tài liệu nên đã bỏ qua.') },
  level: {
    passed: s('What could be validated reaches {level}.', 'Phần kiểm chứng được đạt mức {level}.'),
    none: s('The signature reaches no PAdES baseline level.', 'Chữ ký không đạt mức PAdES cơ bản nào.'),
  },
  'changes-after': {
    NONE: s('After this signature the document was not changed ({count} later revisions).', 'Sau chữ ký này tài liệu không thay đổi ({count} lần lưu sau đó).'),
    'LTA-UPDATE': s('Later revisions ({count}) only added validation data for later checking.', 'Các lần lưu sau ({count}) chỉ thêm dữ liệu kiểm chứng để kiểm tra về sau.'),
    'NEW-SIGNATURE': s('Later revisions ({count}) added another signature.', 'Các lần lưu sau ({count}) thêm một chữ ký khác.'),
    'FORM-FILLING': s('Later revisions ({count}) filled in form fields.', 'Các lần lưu sau ({count}) điền các trường biểu mẫu.'),
    ANNOTATION: s('Later revisions ({count}) added or changed remarks.', 'Các lần lưu sau ({count}) thêm hoặc sửa ghi chú.'),
    OTHER: s('Later revisions ({count}) changed the document in a way that no rule explains.', 'Các lần lưu sau ({count}) đã sửa tài liệu theo cách không quy tắc nào giải thích.'),
    FORBIDDEN: s('Later revisions ({count}) changed what the signature had closed.', 'Các lần lưu sau ({count}) đã sửa phần mà chữ ký đã khóa.'),
  },
  identity: {
    demo: s('Demo identity: the certificate was issued to try the service out; control of the mailbox “{mail}” was not really proven, and the name “{name}” is as given.', 'Danh tính dùng thử: chứng thư được cấp để thử dịch vụ; quyền dùng hộp thư “{mail}” chưa thực sự được chứng minh và tên “{name}” là do người ký tự ghi.'),
    mail: s('Proven: control of the mailbox “{mail}”. The name “{name}” is as given and was checked by nobody.', 'Đã chứng minh: quyền dùng hộp thư “{mail}”. Tên “{name}” do người ký tự ghi, không ai kiểm tra.'),
    none: s('How the identity of “{mail}” was proven is for its issuer to say; the name “{name}” is as given.', 'Danh tính của “{mail}” được chứng minh ra sao là do bên cấp chứng thư quy định; tên “{name}” do người ký tự ghi.'),
    ...ORGANISATION_SENTENCES,
    'demo-unnamed': s('Demo identity: the certificate was issued to try the service out; control of the mailbox “{mail}” was not really proven.', 'Danh tính dùng thử: chứng thư được cấp để thử dịch vụ; quyền dùng hộp thư “{mail}” chưa thực sự được chứng minh.'),
    'mail-unnamed': s('Proven: control of the mailbox “{mail}”.', 'Đã chứng minh: quyền dùng hộp thư “{mail}”.'),
    'none-unnamed': s('How the identity of “{mail}” was proven is for its issuer to say.', 'Danh tính của “{mail}” được chứng minh ra sao là do bên cấp chứng thư quy định.'),
  },
}

export const VERDICT_SENTENCES = {
  'passed-one': s('The file is exactly what was signed, and the signature stands.', 'Tệp đúng là bản đã ký và chữ ký đạt kiểm tra.'),
  'passed-many': s('The file is exactly what was signed, and all {count} signatures stand.', 'Tệp đúng là bản đã ký và cả {count} chữ ký đều đạt kiểm tra.'),
  failed: s('Do not rely on this file.', 'Đừng dựa vào tệp này.'),
  undecided: s('It cannot be decided from what is at hand.', 'Từ những gì hiện có, chưa thể kết luận.'),
  contradiction: s('This file contradicts itself.', 'Tệp này tự mâu thuẫn.'),
  demo: s('A demo identity signed: who it is was not really proven.', 'Người ký mang danh tính dùng thử: chưa thực sự chứng minh đó là ai.'),
  'signature-passed': s('The signature of {who} stands.', 'Chữ ký của {who} đạt kiểm tra.'),
  'signature-passed-demo': s('The signature of {who} stands, with a demo identity.', 'Chữ ký của {who} đạt kiểm tra, với danh tính dùng thử.'),
} as const satisfies Readonly<Record<string, Sentence>>

const damaged = s('The file is damaged: {code}. It is not judged, because nothing is guessed.', 'Tệp bị hỏng: {code}. Tệp không được đánh giá, vì ở đây không đoán.')
export const ERROR_SENTENCES: Readonly<Record<string, Sentence>> = {
  NO_SIGNATURE: s('There is no signature in this file.', 'Tệp này không có chữ ký nào.'),
  PDF_NOT_A_PDF: s('This is not a PDF file.', 'Đây không phải là tệp PDF.'),
  PDF_TRUNCATED: s('The file is cut off: its end is missing.', 'Tệp bị cắt cụt: thiếu phần cuối.'),
  PDF_ENCRYPTED: s('The file is encrypted and does not open without a password or key, so it cannot be judged here.', 'Tệp được mã hóa và chỉ mở được bằng mật khẩu hoặc khóa, nên không kiểm tra được ở đây.'),
  PDF_ENCRYPTION_DAMAGED: s('What the file says of its encryption is damaged or differs between its revisions.', 'Thông tin mã hóa của tệp bị hỏng hoặc khác nhau giữa các lần lưu.'),
  PDF_TOO_LARGE: s('The file is larger, or asks for more work, than is allowed.', 'Tệp quá lớn hoặc cần xử lý nhiều hơn mức cho phép.'),
  PDF_TOO_DEEP: s('The file is nested deeper than is allowed.', 'Cấu trúc của tệp lồng nhau sâu hơn mức cho phép.'),
  JUDGE_FAILED: s('The check itself stopped with an error. The file is unharmed; reload the page and try again.', 'Phép kiểm tra gặp lỗi và dừng lại. Tệp vẫn nguyên vẹn; hãy tải lại trang rồi thử lại.'),
  ZIP_MALFORMED: s('The evidence package is damaged or was packed anew by another program, so that it cannot be judged as a whole.', 'Gói chứng cứ bị hỏng hoặc đã được chương trình khác nén lại nên không thể kiểm tra toàn bộ.'),
  LOG_UNKNOWN: s('The proof is of a public log that this page does not know.', 'Bằng chứng thuộc một sổ công khai mà trang này không biết.'),
  LOG_PROOF_MALFORMED: s('The file is not a proof from a public log in the known form.', 'Tệp không phải bằng chứng từ sổ công khai đúng dạng.'),
  LOG_PROOF_MISMATCH: s('The proof is about something else than it says, or was changed.', 'Bằng chứng không nói về điều mà nó ghi, hoặc đã bị thay đổi.'),
  LOG_PROOF_INVALID: s('The proof does not hold: it was changed, or is of another tree.', 'Bằng chứng không đúng: đã bị thay đổi, hoặc thuộc một cây khác.'),
  LOG_NOTE_UNSIGNED: s('The tree in the proof is not signed with the log’s key.', 'Cây trong bằng chứng không được ký bằng khóa của sổ.'),
  PACKAGE_MALFORMED: s('The file is not an evidence package in the known form.', 'Tệp không phải gói chứng cứ đúng dạng.'),
  FILE_UNREADABLE: s('The file could not be opened. It is unchanged; check its name and that you may read it.', 'Không mở được tệp. Tệp không bị thay đổi; hãy xem lại tên tệp và quyền đọc tệp.'),
  ANCHOR_UNREADABLE: s('A trusted certificate given could not be read, so nothing was judged. Give a PEM or DER file.', 'Không đọc được chứng thư tin cậy đã đưa nên chưa đánh giá tệp nào. Hãy đưa một tệp PEM hoặc DER.'),
  POLICY_UNREADABLE: s('The policy file could not be read, so nothing was judged. Mend it as its schema says.', 'Không đọc được tệp chính sách nên chưa đánh giá tệp nào. Hãy sửa tệp theo đúng mẫu đã công bố.'),
  SUPPLIED_UNREADABLE: s('A file of the policy with certificates or revocation data could not be read, so nothing was judged.', 'Không đọc được một tệp chứng thư hoặc dữ liệu thu hồi mà chính sách nêu nên chưa đánh giá tệp nào.'),
  UNREADABLE: damaged,
}
