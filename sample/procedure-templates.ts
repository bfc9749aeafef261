/**
 * What procedures are about, by field: each subject is combined with the actions of its kind ("Cấp lại" + "Giấy phép
 * hoạt động bưu chính"). Names are believable, not the official catalogue.
 */
import type { ProcedureLevel } from '../pack/province-pack.ts';

/** Kind -> patterns with `{}` for the subject, their legal time in working days and fee in VND. */
export const ACTIONS = {
  licence: [
    ['Cấp {}', 15, 200_000],
    ['Cấp lại {} do bị mất, hư hỏng', 5, 100_000],
    ['Điều chỉnh nội dung {}', 10, 100_000],
    ['Gia hạn {}', 10, 100_000],
    ['Cấp đổi {} khi thay đổi thông tin chủ thể', 5, 50_000],
    ['Thu hồi {} theo đề nghị của tổ chức, cá nhân', 7, 0],
  ],
  approval: [
    ['Thẩm định {}', 20, 0],
    ['Phê duyệt {}', 15, 0],
    ['Điều chỉnh {} đã được phê duyệt', 15, 0],
    ['Cho ý kiến về {}', 10, 0],
  ],
  registration: [
    ['Đăng ký {}', 5, 50_000],
    ['Đăng ký thay đổi {}', 3, 50_000],
    ['Chấm dứt, xóa đăng ký {}', 3, 0],
    ['Xác nhận thông tin {}', 3, 0],
  ],
  institution: [
    ['Thành lập {}', 20, 0],
    ['Cho phép {} hoạt động trở lại', 10, 0],
    ['Sáp nhập, chia, tách {}', 20, 0],
    ['Giải thể {} theo đề nghị của tổ chức, cá nhân', 15, 0],
    ['Phê duyệt điều lệ, quy chế hoạt động của {}', 15, 0],
  ],
  benefit: [
    ['Giải quyết chế độ đối với {}', 20, 0],
    ['Điều chỉnh, bổ sung thông tin hồ sơ {}', 12, 0],
    ['Di chuyển hồ sơ {} từ tỉnh khác đến', 10, 0],
    ['Thôi hưởng, tạm đình chỉ chế độ đối với {}', 10, 0],
  ],
  notice: [
    ['Tiếp nhận thông báo {}', 5, 0],
    ['Tiếp nhận thông báo thay đổi {}', 5, 0],
  ],
  announcement: [
    ['Công bố {}', 7, 150_000],
    ['Công bố lại {}', 5, 100_000],
  ],
  certification: [
    ['Chứng thực {}', 2, 50_000],
    ['Chứng thực việc sửa đổi, bổ sung, hủy bỏ {}', 2, 30_000],
    ['Sửa lỗi sai sót trong {} đã chứng thực', 1, 20_000],
    ['Cấp bản sao có chứng thực từ bản chính {} đã chứng thực', 1, 10_000],
  ],
  request: [
    ['Tiếp nhận {}', 5, 0],
    ['Giải quyết {}', 20, 0],
  ],
} as const satisfies Record<string, readonly (readonly [string, number, number])[]>;

export interface FieldTemplate {
  level: ProcedureLevel;
  field: string;
  subjects: Partial<Record<keyof typeof ACTIONS, string>>;
}

const field = (level: ProcedureLevel, name: string, subjects: FieldTemplate['subjects']): FieldTemplate => ({
  level,
  field: name,
  subjects,
});

/** Subjects are separated by `|`. */
export const FIELD_TEMPLATES: readonly FieldTemplate[] = [
  field('province', 'Thành lập và hoạt động của doanh nghiệp', {
    registration:
      'công ty cổ phần|công ty hợp danh|doanh nghiệp tư nhân|hoạt động chi nhánh|hoạt động văn phòng đại diện|địa điểm kinh doanh|tạm ngừng kinh doanh|chuyển đổi loại hình doanh nghiệp|người đại diện theo pháp luật|vốn điều lệ của công ty|thành viên góp vốn|hợp nhất, sáp nhập công ty',
  }),
  field('province', 'Đầu tư tại Việt Nam', {
    licence: 'Giấy chứng nhận đăng ký đầu tư|Giấy chứng nhận văn phòng điều hành của nhà đầu tư nước ngoài',
    approval:
      'chủ trương đầu tư dự án|kế hoạch lựa chọn nhà thầu|báo cáo nghiên cứu khả thi dự án PPP|chuyển nhượng dự án đầu tư|danh mục dự án có sử dụng đất|khoản viện trợ không hoàn lại',
  }),
  field('province', 'Đất đai', {
    approval:
      'giao đất, cho thuê đất đối với tổ chức|chuyển mục đích sử dụng đất của tổ chức|giá đất cụ thể|phương án sử dụng đất',
    registration:
      'quyền sử dụng đất của tổ chức lần đầu|biến động quyền sử dụng đất của tổ chức|tài sản gắn liền với đất của tổ chức',
    licence: 'Giấy chứng nhận quyền sử dụng đất cho tổ chức',
  }),
  field('province', 'Môi trường', {
    licence: 'giấy phép môi trường|giấy xác nhận đủ điều kiện về bảo vệ môi trường trong nhập khẩu phế liệu',
    approval:
      'báo cáo đánh giá tác động môi trường|phương án cải tạo, phục hồi môi trường|kế hoạch quản lý chất thải',
    registration: 'chủ nguồn thải chất thải nguy hại|kế hoạch bảo vệ môi trường',
  }),
  field('province', 'Tài nguyên nước', {
    licence:
      'giấy phép thăm dò nước dưới đất|giấy phép khai thác nước dưới đất|giấy phép khai thác, sử dụng nước mặt|giấy phép xả nước thải vào nguồn nước|giấy phép hành nghề khoan nước dưới đất',
    approval: 'tiền cấp quyền khai thác tài nguyên nước',
  }),
  field('province', 'Địa chất và khoáng sản', {
    licence:
      'giấy phép thăm dò khoáng sản|giấy phép khai thác khoáng sản|giấy phép khai thác tận thu khoáng sản|bản xác nhận đăng ký thu hồi khoáng sản',
    approval: 'trữ lượng khoáng sản|đề án đóng cửa mỏ',
  }),
  field('province', 'Đo đạc, bản đồ và viễn thám', {
    licence: 'giấy phép hoạt động đo đạc và bản đồ|chứng chỉ hành nghề đo đạc và bản đồ',
  }),
  field('province', 'Hoạt động xây dựng', {
    licence:
      'giấy phép xây dựng công trình theo tuyến|giấy phép xây dựng công trình tôn giáo|giấy phép di dời công trình|chứng chỉ năng lực hoạt động xây dựng hạng II, hạng III|chứng chỉ hành nghề giám sát thi công|giấy phép hoạt động xây dựng cho nhà thầu nước ngoài',
    approval:
      'báo cáo nghiên cứu khả thi đầu tư xây dựng|thiết kế cơ sở|thiết kế xây dựng triển khai sau thiết kế cơ sở',
  }),
  field('province', 'Quy hoạch xây dựng, kiến trúc', {
    licence: 'giấy phép quy hoạch dự án|chứng chỉ hành nghề kiến trúc',
    approval: 'nhiệm vụ quy hoạch chi tiết|đồ án quy hoạch chi tiết|đồ án quy hoạch khu chức năng',
  }),
  field('province', 'Nhà ở và kinh doanh bất động sản', {
    licence: 'chứng chỉ hành nghề môi giới bất động sản',
    approval: 'giá bán nhà ở xã hội|chuyển nhượng dự án bất động sản',
    registration: 'nhà ở hình thành trong tương lai đủ điều kiện được bán|mua, thuê nhà ở xã hội',
  }),
  field('province', 'Giao thông đường bộ', {
    licence:
      'giấy phép kinh doanh vận tải bằng xe ô tô|giấy phép liên vận Việt Nam - Campuchia|giấy phép xe tập lái|giấy chứng nhận giáo viên dạy thực hành lái xe|giấy phép đào tạo lái xe|giấy phép thi công trên đường tỉnh|giấy phép lưu hành xe quá tải trọng|giấy phép lái xe quốc tế|chứng chỉ bồi dưỡng kiến thức pháp luật về giao thông',
    registration: 'xe máy chuyên dùng|khai thác tuyến vận tải khách cố định',
    notice: 'đưa bến xe hàng vào khai thác',
  }),
  field('province', 'Đường thủy nội địa và đăng kiểm', {
    licence:
      'giấy chứng nhận đăng ký phương tiện thủy nội địa|giấy chứng nhận khả năng chuyên môn thuyền trưởng|giấy phép hoạt động bến khách ngang sông',
    approval: 'thiết kế xe cơ giới cải tạo|phương án bảo đảm an toàn giao thông thủy',
  }),
  field('province', 'Việc làm', {
    licence: 'giấy phép hoạt động dịch vụ việc làm|giấy xác nhận không thuộc diện cấp giấy phép lao động',
    benefit:
      'người lao động hưởng trợ cấp thất nghiệp|người lao động được hỗ trợ học nghề|người lao động được hỗ trợ tư vấn việc làm',
  }),
  field('province', 'Lao động, tiền lương và an toàn lao động', {
    registration: 'thỏa ước lao động tập thể|nội quy lao động|hợp đồng thực tập ở nước ngoài',
    licence: 'giấy phép cho thuê lại lao động|giấy chứng nhận huấn luyện an toàn, vệ sinh lao động',
    notice: 'về việc làm thêm giờ|sử dụng máy, thiết bị có yêu cầu nghiêm ngặt',
  }),
  field('province', 'Người có công', {
    benefit:
      'thương binh, người hưởng chính sách như thương binh|bệnh binh|thân nhân liệt sĩ|người hoạt động kháng chiến bị nhiễm chất độc hóa học|người có công giúp đỡ cách mạng|Bà mẹ Việt Nam anh hùng|người hoạt động cách mạng bị địch bắt tù, đày',
  }),
  field('province', 'Giáo dục nghề nghiệp', {
    institution:
      'trung tâm giáo dục nghề nghiệp|trường trung cấp tư thục|phân hiệu trường trung cấp|hội đồng trường trung cấp công lập',
    licence: 'giấy chứng nhận đăng ký hoạt động giáo dục nghề nghiệp',
  }),
  field('province', 'Bảo trợ xã hội và trẻ em', {
    institution: 'cơ sở trợ giúp xã hội ngoài công lập|trung tâm công tác xã hội',
    licence:
      'giấy phép hoạt động cơ sở trợ giúp xã hội|giấy phép hoạt động cơ sở cai nghiện ma túy tự nguyện',
  }),
  field('province', 'Khám bệnh, chữa bệnh', {
    licence:
      'giấy phép hoạt động phòng khám đa khoa|giấy phép hoạt động phòng khám chuyên khoa|giấy phép hoạt động phòng chẩn trị y học cổ truyền|giấy phép hoạt động cơ sở xét nghiệm|chứng chỉ hành nghề khám bệnh, chữa bệnh cho người nước ngoài|giấy chứng nhận lương y|giấy phép hoạt động trạm sơ cấp cứu',
    announcement: 'cơ sở đủ điều kiện khám sức khỏe|danh sách người hành nghề',
  }),
  field('province', 'Dược phẩm, mỹ phẩm và trang thiết bị y tế', {
    licence:
      'giấy chứng nhận đủ điều kiện kinh doanh dược|giấy chứng nhận thực hành tốt cơ sở bán lẻ thuốc|giấy chứng nhận đủ điều kiện sản xuất mỹ phẩm|giấy phép bán lẻ thuốc phải kiểm soát đặc biệt',
    announcement:
      'tiêu chuẩn áp dụng của trang thiết bị y tế|sản phẩm mỹ phẩm sản xuất trong nước|cơ sở thực hành tốt phân phối thuốc',
  }),
  field('province', 'An toàn thực phẩm', {
    licence:
      'giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm|giấy xác nhận nội dung quảng cáo thực phẩm',
    registration: 'bản công bố sản phẩm dinh dưỡng y học',
  }),
  field('province', 'Y tế dự phòng', {
    announcement:
      'cơ sở đủ điều kiện tiêm chủng|cơ sở xét nghiệm đạt an toàn sinh học cấp I, II|cơ sở điều trị nghiện bằng thuốc thay thế|cơ sở cung cấp dịch vụ diệt côn trùng',
    licence: 'giấy chứng nhận kiểm dịch y tế',
  }),
  field('province', 'Giáo dục và đào tạo', {
    institution:
      'trường trung học phổ thông|trường trung học phổ thông chuyên|trung tâm giáo dục thường xuyên|trung tâm ngoại ngữ, tin học|trường phổ thông dân tộc nội trú|trung tâm hỗ trợ phát triển giáo dục hòa nhập',
    licence:
      'giấy phép hoạt động giáo dục kỹ năng sống|giấy phép kinh doanh dịch vụ tư vấn du học|giấy công nhận trường đạt chuẩn quốc gia',
  }),
  field('province', 'Văn bằng, chứng chỉ', {
    registration: 'dự thi tốt nghiệp trung học phổ thông|xét tuyển đại học, cao đẳng',
    approval: 'chỉnh sửa nội dung văn bằng, chứng chỉ|công nhận bằng tốt nghiệp do cơ sở nước ngoài cấp',
  }),
  field('province', 'Lý lịch tư pháp', { request: 'yêu cầu cấp Phiếu lý lịch tư pháp của cơ quan, tổ chức' }),
  field('province', 'Công chứng', {
    institution: 'Văn phòng công chứng',
    licence: 'Thẻ công chứng viên|Giấy đăng ký hoạt động Văn phòng công chứng',
    registration: 'tập sự hành nghề công chứng|hành nghề công chứng viên',
  }),
  field('province', 'Luật sư, tư vấn pháp luật và trợ giúp pháp lý', {
    licence:
      'Thẻ tư vấn viên pháp luật|Giấy đăng ký hoạt động tổ chức hành nghề luật sư|Thẻ cộng tác viên trợ giúp pháp lý',
    registration: 'hoạt động trung tâm tư vấn pháp luật|hành nghề luật sư với tư cách cá nhân',
  }),
  field('province', 'Đấu giá tài sản và giám định tư pháp', {
    licence: 'Thẻ đấu giá viên|Giấy phép thành lập văn phòng giám định tư pháp',
    registration: 'hoạt động doanh nghiệp đấu giá tài sản|danh sách quản tài viên',
  }),
  field('province', 'Quốc tịch và nuôi con nuôi', {
    request: 'thôi quốc tịch Việt Nam|trở lại quốc tịch Việt Nam|nhập quốc tịch Việt Nam',
    registration: 'việc nuôi con nuôi có yếu tố nước ngoài',
  }),
  field('province', 'Tổ chức phi chính phủ và hội', {
    institution:
      'hội có phạm vi hoạt động trong tỉnh|quỹ xã hội, quỹ từ thiện|tổ chức phi chính phủ trong tỉnh',
    approval: 'đại hội nhiệm kỳ của hội|đổi tên hội',
  }),
  field('province', 'Tôn giáo Chính phủ', {
    registration:
      'sinh hoạt tôn giáo tập trung của người nước ngoài|thuyên chuyển chức sắc|người được phong phẩm, bổ nhiệm',
    approval: 'thành lập tổ chức tôn giáo trực thuộc|hội nghị, đại hội của tổ chức tôn giáo',
    notice: 'hoạt động tôn giáo ngoài chương trình|cuộc quyên góp của tổ chức tôn giáo',
  }),
  field('province', 'Thi đua - khen thưởng', {
    approval:
      'tặng Bằng khen của Chủ tịch UBND tỉnh|tặng Cờ thi đua của UBND tỉnh|danh hiệu Chiến sĩ thi đua cấp tỉnh|danh hiệu Tập thể lao động xuất sắc',
  }),
  field('province', 'Công chức, viên chức và văn thư lưu trữ', {
    approval: 'thi tuyển công chức|xét tuyển viên chức|thi nâng ngạch công chức',
    licence: 'chứng chỉ hành nghề lưu trữ',
    registration: 'sử dụng tài liệu tại phòng đọc',
  }),
  field('province', 'Lưu thông hàng hóa trong nước', {
    licence:
      'giấy phép bán buôn rượu|giấy phép bán buôn sản phẩm thuốc lá|giấy chứng nhận cửa hàng đủ điều kiện bán lẻ xăng dầu|giấy xác nhận đại lý bán lẻ xăng dầu|giấy chứng nhận đủ điều kiện kinh doanh LPG',
  }),
  field('province', 'Xúc tiến thương mại', {
    registration: 'hoạt động khuyến mại mang tính may rủi|tổ chức hội chợ, triển lãm thương mại',
    notice: 'sửa đổi chương trình khuyến mại',
  }),
  field('province', 'Điện lực, hóa chất và vật liệu nổ', {
    licence:
      'giấy phép hoạt động phân phối điện|giấy phép bán lẻ điện|giấy chứng nhận đủ điều kiện sản xuất hóa chất|giấy phép sử dụng vật liệu nổ công nghiệp|thẻ an toàn điện',
    approval: 'thiết kế xây dựng công trình điện',
  }),
  field('province', 'Thương mại quốc tế và cạnh tranh', {
    licence:
      'giấy phép lập cơ sở bán lẻ|giấy phép kinh doanh cho tổ chức có vốn đầu tư nước ngoài|giấy phép thành lập văn phòng đại diện thương nhân nước ngoài',
    registration: 'hoạt động bán hàng đa cấp tại địa phương|hợp đồng theo mẫu',
  }),
  field('province', 'Bảo vệ thực vật và trồng trọt', {
    licence:
      'giấy chứng nhận đủ điều kiện buôn bán thuốc bảo vệ thực vật|giấy chứng nhận đủ điều kiện buôn bán phân bón|giấy chứng nhận kiểm dịch thực vật|giấy phép vận chuyển thuốc bảo vệ thực vật|quyết định công nhận cây đầu dòng',
    registration: 'mã số vùng trồng điều, hồ tiêu',
  }),
  field('province', 'Chăn nuôi và thú y', {
    licence:
      'giấy chứng nhận đủ điều kiện buôn bán thuốc thú y|chứng chỉ hành nghề thú y|giấy chứng nhận kiểm dịch động vật|giấy chứng nhận cơ sở an toàn dịch bệnh|giấy chứng nhận đủ điều kiện sản xuất thức ăn chăn nuôi',
    registration: 'chăn nuôi trang trại quy mô lớn',
  }),
  field('province', 'Lâm nghiệp', {
    licence: 'mã số cơ sở nuôi, trồng động vật, thực vật hoang dã',
    approval:
      'phương án quản lý rừng bền vững|chuyển mục đích sử dụng rừng|phương án khai thác thực vật rừng|hồ sơ thiết kế, dự toán công trình lâm sinh',
    registration: 'nguồn gốc lâm sản trước khi xuất khẩu',
  }),
  field('province', 'Thủy lợi và phòng, chống thiên tai', {
    licence:
      'giấy phép cho hoạt động trong phạm vi bảo vệ công trình thủy lợi|giấy phép xả nước thải vào công trình thủy lợi',
    approval: 'quy trình vận hành hồ chứa nước|phương án ứng phó thiên tai cho đập',
  }),
  field('province', 'Thủy sản và quản lý chất lượng nông sản', {
    licence:
      'giấy chứng nhận cơ sở sản xuất giống thủy sản|giấy chứng nhận cơ sở nông sản đủ điều kiện an toàn thực phẩm|giấy xác nhận nuôi trồng thủy sản lồng bè',
    registration: 'chuỗi cung ứng thực phẩm an toàn',
  }),
  field('province', 'Hoạt động khoa học và công nghệ', {
    licence:
      'giấy chứng nhận đăng ký hoạt động khoa học và công nghệ|giấy chứng nhận doanh nghiệp khoa học và công nghệ',
    registration: 'kết quả thực hiện nhiệm vụ khoa học|hợp đồng chuyển giao công nghệ',
    approval: 'nhiệm vụ khoa học và công nghệ cấp tỉnh|công nghệ dự án đầu tư',
  }),
  field('province', 'Tiêu chuẩn đo lường và an toàn bức xạ', {
    licence:
      'giấy phép sử dụng thiết bị X-quang chẩn đoán y tế|chứng chỉ nhân viên bức xạ|giấy chứng nhận sử dụng dấu định lượng',
    registration: 'kiểm tra chất lượng hàng hóa nhập khẩu|công bố hợp quy',
  }),
  field('province', 'Bưu chính, viễn thông và Internet', {
    licence:
      'giấy phép bưu chính|giấy chứng nhận đủ điều kiện cung cấp dịch vụ trò chơi điện tử|giấy phép thiết lập trang thông tin điện tử tổng hợp',
    notice: 'thay đổi trụ sở chính doanh nghiệp cung cấp dịch vụ trò chơi',
  }),
  field('province', 'Báo chí, xuất bản, in và phát hành', {
    licence:
      'giấy phép xuất bản bản tin|giấy phép xuất bản tài liệu không kinh doanh|giấy phép hoạt động in|giấy phép nhập khẩu xuất bản phẩm|giấy phép tổ chức triển lãm xuất bản phẩm',
    registration: 'hoạt động cơ sở in|hoạt động phát hành xuất bản phẩm',
  }),
  field('province', 'Văn hóa', {
    licence:
      'giấy phép tổ chức biểu diễn nghệ thuật|giấy phép kinh doanh dịch vụ karaoke|giấy phép kinh doanh dịch vụ vũ trường|giấy phép triển lãm mỹ thuật|giấy phép khai quật khảo cổ',
    notice: 'tổ chức lễ hội|sản phẩm quảng cáo trên bảng, băng rôn',
    registration: 'di vật, cổ vật, bảo vật quốc gia',
  }),
  field('province', 'Thể dục thể thao', {
    licence:
      'giấy chứng nhận đủ điều kiện kinh doanh môn bơi, lặn|giấy chứng nhận đủ điều kiện kinh doanh môn yoga|giấy chứng nhận đủ điều kiện kinh doanh môn bóng đá|giấy chứng nhận đủ điều kiện kinh doanh môn thể dục thẩm mỹ và Fitness',
    registration: 'tổ chức giải thi đấu thể thao',
  }),
  field('province', 'Du lịch', {
    licence:
      'giấy phép kinh doanh dịch vụ lữ hành nội địa|thẻ hướng dẫn viên du lịch quốc tế|thẻ hướng dẫn viên du lịch nội địa|giấy phép thành lập văn phòng đại diện doanh nghiệp lữ hành',
    approval: 'công nhận điểm du lịch|xếp hạng cơ sở lưu trú du lịch',
  }),
  field('province', 'Gia đình và thư viện', {
    licence: 'giấy chứng nhận đăng ký hoạt động cơ sở tư vấn phòng, chống bạo lực gia đình',
    institution: 'thư viện ngoài công lập',
  }),
  field('province', 'Quản lý giá, công sản và tài chính doanh nghiệp', {
    approval: 'điều chuyển tài sản công|bán tài sản công|phương án giá|mức hỗ trợ sau đầu tư',
    registration: 'giá hàng hóa, dịch vụ|mã số đơn vị có quan hệ với ngân sách',
  }),
  field('province', 'Hội nghị, hội thảo quốc tế', {
    approval:
      'tổ chức hội nghị, hội thảo quốc tế|việc cử cán bộ đi công tác nước ngoài|cấp thẻ ABTC cho doanh nhân',
  }),
  field('province', 'Giải quyết khiếu nại, tố cáo', {
    request: 'khiếu nại lần đầu cấp tỉnh|tố cáo cấp tỉnh|kê khai tài sản, thu nhập',
  }),
  field('province', 'Khu công nghiệp, khu kinh tế', {
    licence:
      'giấy phép xây dựng trong khu công nghiệp|giấy chứng nhận đăng ký đầu tư trong khu công nghiệp|giấy phép lao động trong khu công nghiệp',
    registration:
      'nội quy lao động của doanh nghiệp trong khu công nghiệp|kế hoạch bảo vệ môi trường trong khu công nghiệp',
  }),
  field('province', 'Dân tộc và an sinh', {
    approval: 'công nhận người có uy tín trong đồng bào dân tộc thiểu số',
    request: 'hỗ trợ hộ nghèo vùng biên giới',
  }),
  field('district', 'Đất đai', {
    approval:
      'giao đất, cho thuê đất cho hộ gia đình, cá nhân|gia hạn sử dụng đất nông nghiệp|hòa giải tranh chấp đất đai',
    registration:
      'biến động về sử dụng đất do thay đổi diện tích|chuyển đổi quyền sử dụng đất nông nghiệp|đất đai lần đầu đối với hộ gia đình',
    licence: 'Giấy chứng nhận quyền sử dụng đất do bị mất',
  }),
  field('district', 'Thành lập và hoạt động của hộ kinh doanh', {
    registration: 'tạm ngừng kinh doanh hộ kinh doanh|giấy chứng nhận đăng ký hộ kinh doanh',
  }),
  field('district', 'Thành lập và hoạt động của hợp tác xã', {
    registration: 'hợp tác xã|chi nhánh hợp tác xã|tổ hợp tác',
  }),
  field('district', 'Hoạt động xây dựng', {
    licence: 'giấy phép xây dựng công trình cấp III, cấp IV|giấy phép xây dựng có thời hạn',
    approval: 'thiết kế xây dựng công trình cấp huyện',
  }),
  field('district', 'Hộ tịch', {
    registration:
      'khai sinh có yếu tố nước ngoài|kết hôn có yếu tố nước ngoài|khai tử có yếu tố nước ngoài|giám hộ có yếu tố nước ngoài|việc hộ tịch đã thực hiện tại nước ngoài',
  }),
  field('district', 'Giáo dục và đào tạo', {
    institution:
      'trường mầm non, mẫu giáo, nhà trẻ|trường tiểu học|trường trung học cơ sở|trường phổ thông dân tộc bán trú',
    benefit: 'trẻ em mẫu giáo được hỗ trợ ăn trưa|học sinh bán trú',
  }),
  field('district', 'Bảo trợ xã hội', {
    benefit: 'đối tượng vào cơ sở trợ giúp xã hội',
    institution: 'cơ sở trợ giúp xã hội cấp huyện',
  }),
  field('district', 'Văn hóa cơ sở và thể thao', {
    licence: 'giấy phép kinh doanh karaoke do cấp huyện cấp',
    registration: 'lễ hội quy mô cấp huyện',
    institution: 'thư viện tư nhân có phục vụ cộng đồng',
  }),
  field('district', 'Tổ chức hội và tôn giáo', {
    institution: 'hội có phạm vi hoạt động trong huyện',
    notice: 'mở lớp bồi dưỡng tôn giáo|hội nghị thường niên của tổ chức tôn giáo',
    approval: 'quỹ từ thiện hoạt động trong huyện',
  }),
  field('district', 'Thi đua - khen thưởng', {
    approval:
      'tặng Giấy khen của Chủ tịch UBND cấp huyện|danh hiệu Lao động tiên tiến|danh hiệu Chiến sĩ thi đua cơ sở',
  }),
  field('district', 'Lưu thông hàng hóa trong nước', {
    licence:
      'giấy phép bán lẻ sản phẩm thuốc lá|giấy phép sản xuất rượu thủ công|giấy chứng nhận cửa hàng bán lẻ LPG chai',
  }),
  field('district', 'Môi trường', {
    registration: 'kế hoạch bảo vệ môi trường cấp huyện',
    licence: 'giấy phép môi trường cấp huyện',
  }),
  field('district', 'Nông nghiệp và phát triển nông thôn', {
    approval:
      'dự án liên kết sản xuất cấp huyện|hỗ trợ khôi phục sản xuất sau thiên tai|hồ sơ khai thác gỗ rừng trồng',
    request: 'bố trí ổn định dân cư',
  }),
  field('district', 'Người có công', {
    benefit: 'người có công nuôi dưỡng tại gia đình|thân nhân người có công từ trần',
  }),
  field('district', 'Giao thông và hạ tầng', {
    licence: 'giấy phép thi công trên đường huyện|giấy phép sử dụng tạm thời lòng đường, hè phố',
    registration: 'phương tiện thủy nội địa thô sơ',
  }),
  field('district', 'An toàn thực phẩm', {
    licence: 'giấy chứng nhận an toàn thực phẩm cho bếp ăn, quán ăn',
  }),
  field('district', 'Tài chính - kế hoạch', {
    approval:
      'kế hoạch lựa chọn nhà thầu cấp huyện|quyết toán dự án hoàn thành cấp huyện|mua sắm tài sản công cấp huyện',
  }),
  field('commune', 'Hộ tịch', {
    registration:
      'khai sinh lưu động|kết hôn lưu động|khai tử lưu động|chấm dứt giám hộ|lại kết hôn|lại khai tử|khai sinh kết hợp nhận cha, mẹ, con',
  }),
  field('commune', 'Bảo trợ xã hội', {
    benefit: 'người khuyết tật nặng|người cao tuổi cô đơn|hộ nghèo, hộ cận nghèo',
    registration: 'hoạt động cơ sở trợ giúp xã hội dưới 10 người',
  }),
  field('commune', 'Người có công', {
    benefit: 'thân nhân liệt sĩ đi thăm viếng mộ|người tham gia kháng chiến',
    registration: 'bản khai ủy quyền hưởng trợ cấp',
  }),
  field('commune', 'Đất đai', {
    request: 'hòa giải tranh chấp đất đai tại xã',
    registration: 'nhu cầu sử dụng đất tại xã',
  }),
  field('commune', 'Nông nghiệp và phát triển nông thôn', {
    registration: 'kê khai sản xuất ban đầu|chuyển đổi cơ cấu cây trồng trên đất lúa',
    approval: 'hỗ trợ dịch hại, thiên tai cho hộ dân',
  }),
  field('commune', 'Tôn giáo', {
    registration: 'sinh hoạt tôn giáo tập trung',
    notice: 'danh mục hoạt động tôn giáo|tổ chức quyên góp tại xã',
  }),
  field('commune', 'Văn hóa và thể thao cơ sở', {
    registration: 'câu lạc bộ thể thao cơ sở',
    approval: 'danh hiệu Gia đình văn hóa',
  }),
  field('commune', 'Nuôi con nuôi', { registration: 'việc nuôi con nuôi trong nước' }),
  field('commune', 'Thi đua - khen thưởng', { approval: 'tặng Giấy khen của Chủ tịch UBND cấp xã' }),
  field('commune', 'Giáo dục và đào tạo', { institution: 'nhóm trẻ, lớp mẫu giáo độc lập tư thục' }),
  field('shared', 'Chứng thực', {
    certification:
      'văn bản thỏa thuận phân chia di sản|văn bản khai nhận di sản|di chúc|bản dịch|hợp đồng ủy quyền|văn bản từ chối nhận di sản|giấy ủy quyền|hợp đồng tặng cho',
  }),
  field('shared', 'Giải quyết khiếu nại, tố cáo', {
    request: 'khiếu nại lần đầu|khiếu nại lần hai|tố cáo|kiến nghị, phản ánh|tiếp công dân|xử lý đơn thư',
  }),
  field('shared', 'Phòng, chống tham nhũng', {
    request: 'kê khai tài sản, thu nhập|yêu cầu giải trình|xác minh tài sản, thu nhập',
  }),
  field('shared', 'Hòa giải ở cơ sở và phổ biến pháp luật', {
    approval:
      'công nhận hòa giải viên|công nhận tuyên truyền viên pháp luật|hỗ trợ người gặp tai nạn khi hòa giải',
  }),
  field('shared', 'Bồi thường nhà nước', {
    approval: 'giải quyết yêu cầu bồi thường tại cơ quan trực tiếp gây thiệt hại|phục hồi danh dự',
  }),
  field('shared', 'Trẻ em', { benefit: 'trẻ em có hoàn cảnh đặc biệt|trẻ em được chăm sóc thay thế' }),
  field('shared', 'Giảm nghèo', {
    benefit: 'hộ thoát nghèo, hộ thoát cận nghèo|hộ làm nông nghiệp có mức sống trung bình',
  }),
  field('shared', 'Phòng, chống tệ nạn xã hội', {
    benefit: 'người sau cai nghiện tại nơi cư trú|người tham gia cai nghiện tự nguyện',
  }),
];
