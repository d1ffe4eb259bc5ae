# ruff: noqa: RUF001 - full-width signs are what is tested
"""Labelled Chinese and Vietnamese sentences, written for the tests; no patient's report is among them.

Each entry: text, then its mentions with a value in order as (SUVmax, slice, outcome, side), as in ``report_corpus``.
"""

K = "kept"
NS, PR, RR, NG, NA, DU = "no_slice", "prior_study", "reference_region", "negated", "not_axial", "duplicate"

CHINESE: list[tuple[str, list[tuple[float, int | None, str, str]]]] = [
    # how the SUV is written
    ("左侧腋窝淋巴结，SUV最大值约8.3（第112层）。", [(8.3, 112, K, "left")]),
    ("左侧腋窝淋巴结，SUVmax：8.3，第112层。", [(8.3, 112, K, "left")]),
    ("右肺下叶结节，SUVmax＝８．３（第１１２层）。", [(8.3, 112, K, "right")]),
    ("右肺下叶结节，最大标准摄取值为8.3，层面112。", [(8.3, 112, K, "right")]),
    ("右肺下叶结节，最大标准化摄取值（SUVmax）约为8.3（层面112）。", [(8.3, 112, K, "right")]),
    ("肝S6段低密度灶，最大SUV值8.3，图像112。", [(8.3, 112, K, "")]),
    ("隆突下淋巴结肿大，SUV值8.3，横断面第112层。", [(8.3, 112, K, "")]),
    ("胃壁增厚，SUVmax/SUVmean分别为5.1/3.0，第112层。", [(5.1, 112, K, "")]),
    ("左肺门淋巴结SUVmax约5.1，SUVmean约3.0，第88层。", [(5.1, 88, K, "left")]),
    ("多发纵隔淋巴结，SUVmax约3.1～4.5，第88层。", [(4.5, 88, K, "")]),
    ("双侧锁骨上淋巴结，SUVmax最高达12.4（第61层）。", [(12.4, 61, K, "bilateral")]),
    ("腹膜后肿大淋巴结，SUVmax介于3.1至4.5之间（第190层）。", [(4.5, 190, K, "")]),
    ("左肺结节平均SUV约3.0，第88层。", []),
    ("左肺结节SUVpeak约3.0，第88层。", []),
    ("左髂骨骨质破坏，标准化摄取值最大值12.75，第230层面。", [(12.75, 230, K, "left")]),
    # how the slice is written
    ("右肺上叶肿块，大小约3.2×2.1cm，SUVmax 9.9（序列3，图像78）。", [(9.9, 78, K, "right")]),
    ("右肺上叶肿块，SUVmax 9.9（第90-95层）。", [(9.9, 90, K, "right")]),
    ("右肺上叶肿块，SUVmax 9.9（冠状面第98层，横断面第51层）。", [(9.9, 51, K, "right")]),
    ("右肺上叶肿块，SUVmax 9.9（冠状面第98层）。", [(9.9, None, NA, "")]),
    ("右肺上叶肿块，SUVmax 9.9。", [(9.9, None, NS, "")]),
    ("第90层左肺见结节，大小约1.2cm，SUVmax约4.4。", [(4.4, 90, K, "left")]),
    ("右肺结节，SUVmax 4.4，层面位置-595.1mm。", [(4.4, None, NS, "")]),
    ("右侧第3肋骨骨质破坏，SUVmax 6.6，第144层。", [(6.6, 144, K, "right")]),
    # several lesions
    ("左颈部及右颈部淋巴结，SUVmax分别约3.2和4.4（第40层和第46层）。", [(3.2, 40, K, "left"), (4.4, 46, K, "right")]),
    (
        "左肺上叶结节SUVmax 3.2（第90层），右肺下叶结节SUVmax 4.4（第118层）。",
        [(3.2, 90, K, "left"), (4.4, 118, K, "right")],
    ),
    (
        "左侧腋窝淋巴结，SUVmax 3.2，第90层；右侧腋窝淋巴结，SUVmax 4.4，第97层。",
        [(3.2, 90, K, "left"), (4.4, 97, K, "right")],
    ),
    ("纵隔7区、8区淋巴结，SUVmax分别为3.2、4.4，第90、97层。", [(3.2, 90, K, ""), (4.4, 97, K, "")]),
    # neighbours
    ("左肺上叶见结节。其SUVmax约4.2（第90层）。", [(4.2, 90, K, "left")]),
    ("右肺门肿块，SUVmax约9.9。位于第120层。", [(9.9, 120, K, "right")]),
    # time
    ("左肺结节SUVmax由9.1降至4.0（第90层）。", [(9.1, None, PR, ""), (4.0, 90, K, "left")]),
    ("左肺结节SUVmax 4.0（前次9.1），第90层。", [(4.0, 90, K, "left"), (9.1, None, PR, "")]),
    ("左肺结节，原SUVmax约9.1，现SUVmax约4.0（第90层）。", [(9.1, None, PR, ""), (4.0, 90, K, "left")]),
    ("左肺结节SUVmax 4.0（第90层），既往为9.1。", [(4.0, 90, K, "left"), (9.1, None, PR, "")]),
    ("与2020年5月6日PET/CT比较，左肺结节SUVmax 4.0（第90层）。", [(4.0, 90, K, "left")]),
    ("左肺结节SUVmax 4.0（2020年5月6日：9.1），第90层。", [(4.0, 90, K, "left"), (9.1, None, PR, "")]),
    ("左肺结节较前缩小，SUVmax 4.0（第90层）。", [(4.0, 90, K, "left")]),
    ("上次检查左肺结节SUVmax约9.1。", [(9.1, None, PR, "")]),
    # reference, negation
    ("肝脏本底SUVmax 2.9，纵隔血池SUVmax 1.8。", [(2.9, None, RR, ""), (1.8, None, RR, "")]),
    ("肝右叶转移灶SUVmax 7.7（第150层），高于肝脏本底（SUVmax 2.9）。", [(7.7, 150, K, "right"), (2.9, None, RR, "")]),
    ("双侧颈部未见异常放射性浓聚，SUVmax 1.3（第40层）。", [(1.3, None, NG, "")]),
    ("全身骨骼未见SUVmax大于2.5的病灶。", [(2.5, None, NG, "")]),
    ("未见明显异常。", []),
    ("右侧上颌窦炎症，SUVmax 5.0（第20层）。", [(5.0, 20, K, "right")]),
    ("静脉注射18F-FDG 370MBq，血糖5.6mmol/L，60分钟后显像。", []),
]

VIETNAMESE: list[tuple[str, list[tuple[float, int | None, str, str]]]] = [
    # how the SUV is written
    ("Hạch nách trái, SUVmax: 14,9 (lát cắt 112).", [(14.9, 112, K, "left")]),
    ("Hạch nách trái, SUVmax = 14,9, lát cắt số 112.", [(14.9, 112, K, "left")]),
    ("Hạch nách trái, SUV max khoảng 14.9, lát 112.", [(14.9, 112, K, "left")]),
    ("Hạch rốn phổi phải có SUV tối đa là 5,4 (hình 90).", [(5.4, 90, K, "right")]),
    ("Nốt thùy trên phổi phải, giá trị hấp thu chuẩn tối đa 5,4, lát cắt 90.", [(5.4, 90, K, "right")]),
    ("Nốt thuỳ dưới phổi trái, SUV 5,4 (ảnh số 90).", [(5.4, 90, K, "left")]),
    ("Khối dạ dày, SUVmax/SUVmean 5,1/3,0, lát cắt 90.", [(5.1, 90, K, "")]),
    ("Hạch trung thất nhóm 7, SUVmax 5,1, SUV trung bình 3,0, lát cắt 90.", [(5.1, 90, K, "")]),
    ("Các hạch trung thất với SUVmax từ 3,1 đến 4,5 (lát cắt 90).", [(4.5, 90, K, "")]),
    ("Các hạch ổ bụng, SUVmax dao động 3,1 - 4,5 (lát cắt 190).", [(4.5, 190, K, "")]),
    ("Hạch cổ hai bên, SUVmax lên đến 12,4 (lát cắt 61).", [(12.4, 61, K, "bilateral")]),
    ("Nốt phổi trái có SUV trung bình 3,0, lát cắt 88.", []),
    ("Nốt phổi trái có SUVpeak 3,0, lát cắt 88.", []),
    ("Tổn thương xương chậu (T), SUVmax 12,75, lát cắt 230.", [(12.75, 230, K, "left")]),
    ("Nốt phổi P, SUVmax 6 (lát cắt 77).", [(6.0, 77, K, "right")]),
    ("Hạch thượng đòn phải, SUVmax：８,３ (lát cắt 55).", [(8.3, 55, K, "right")]),
    # how the slice is written
    ("Khối thùy trên phổi phải 3,2 x 2,1 cm, SUVmax 9,9 (series 3, hình 78).", [(9.9, 78, K, "right")]),
    ("Khối thùy trên phổi phải, SUVmax 9,9 (các lát cắt 90-95).", [(9.9, 90, K, "right")]),
    ("Khối thùy trên phổi phải, SUVmax 9,9 (lát cắt ngang 51, lát cắt đứng ngang 98).", [(9.9, 51, K, "right")]),
    ("Khối thùy trên phổi phải, SUVmax 9,9 (lát cắt đứng dọc 98).", [(9.9, None, NA, "")]),
    ("Khối thùy trên phổi phải, SUVmax 9,9.", [(9.9, None, NS, "")]),
    ("Trên lát cắt 90 có nốt phổi trái kích thước 1,2 cm, SUVmax 4,4.", [(4.4, 90, K, "left")]),
    ("Tổn thương xương sườn số 3 bên phải, SUVmax 6,6, lát cắt 144.", [(6.6, 144, K, "right")]),
    ("Tổn thương gan hạ phân thùy 7, SUVmax 6,6, lát cắt 144.", [(6.6, 144, K, "")]),
    # several lesions
    (
        "Hạch nách trái SUVmax 3,2 (lát cắt 90) và hạch nách phải SUVmax 4,4 (lát cắt 97).",
        [(3.2, 90, K, "left"), (4.4, 97, K, "right")],
    ),
    (
        "Hạch cổ trái và hạch cổ phải, SUVmax lần lượt là 3,2 và 4,4 (lát cắt 40 và 46).",
        [(3.2, 40, K, "left"), (4.4, 46, K, "right")],
    ),
    (
        "Nốt phổi trái, SUVmax 3,2, lát cắt 90; nốt phổi phải, SUVmax 4,4, lát cắt 118.",
        [(3.2, 90, K, "left"), (4.4, 118, K, "right")],
    ),
    (
        "Ba hạch trung thất, SUVmax 3,2, 4,4 và 5,1 (lát cắt 90, 97, 101).",
        [(3.2, 90, K, ""), (4.4, 97, K, ""), (5.1, 101, K, "")],
    ),
    # neighbours
    ("Ghi nhận nốt thùy trên phổi trái. SUVmax 4,2 (lát cắt 90).", [(4.2, 90, K, "left")]),
    ("Khối rốn phổi phải, SUVmax 9,9. Lát cắt 120.", [(9.9, 120, K, "right")]),
    # time
    ("Nốt phổi trái, SUVmax giảm từ 9,1 xuống 4,0 (lát cắt 90).", [(9.1, None, PR, ""), (4.0, 90, K, "left")]),
    ("Nốt phổi trái, SUVmax 4,0 (trước đây 9,1), lát cắt 90.", [(4.0, 90, K, "left"), (9.1, None, PR, "")]),
    ("Nốt phổi trái, SUVmax lần trước 9,1, hiện tại 4,0 (lát cắt 90).", [(9.1, None, PR, ""), (4.0, 90, K, "left")]),
    ("Nốt phổi trái, SUVmax 4,0 (lát cắt 90), so với lần trước là 9,1.", [(4.0, 90, K, "left"), (9.1, None, PR, "")]),
    ("So với PET/CT ngày 6/5/2020, nốt phổi trái có SUVmax 4,0 (lát cắt 90).", [(4.0, 90, K, "left")]),
    ("Nốt phổi trái, SUVmax 4,0 (ngày 06/05/2020: 9,1), lát cắt 90.", [(4.0, 90, K, "left"), (9.1, None, PR, "")]),
    # reference, negation
    ("Gan nền SUVmax 2,9, bể máu trung thất SUVmax 1,8.", [(2.9, None, RR, ""), (1.8, None, RR, "")]),
    (
        "Nốt gan phải SUVmax 7,7 (lát cắt 150), cao hơn nền gan (SUVmax 2,9).",
        [(7.7, 150, K, "right"), (2.9, None, RR, "")],
    ),
    ("Không thấy ổ tăng hấp thu FDG bất thường vùng cổ, SUVmax 1,3 (lát cắt 40).", [(1.3, None, NG, "")]),
    ("Chưa ghi nhận tổn thương xương có SUVmax trên 2,5.", [(2.5, None, NG, "")]),
    ("Không thấy bất thường.", []),
    ("Tiêm tĩnh mạch 370 MBq 18F-FDG, đường huyết 5,6 mmol/L, chụp sau 60 phút.", []),
    # without the letters of the language
    (
        "Khoi phoi trai, SUVmax 5,4 (lat cat 90), khong co ton thuong phoi phai.",
        [(5.4, 90, K, "left")],
    ),
    ("Not phoi phai tang bat FDG, kich thuoc 1,2 cm, SUVmax 4,4, lat cat 118.", [(4.4, 118, K, "right")]),
]

INTERPRETED = [
    ("zh", "双侧棕色脂肪生理性摄取，SUVmax 5.5（第60层）。", "physiologic"),
    ("zh", "右侧上颌窦炎症，SUVmax 5.0（第20层）。", "benign"),
    ("zh", "左肺门淋巴结SUVmax 3.5（第90层），考虑反应性增生。", "benign"),
    ("zh", "左肺结节SUVmax 3.5（第90层），炎症可能，转移不除外。", "unspecified"),
    ("vi", "Hấp thu sinh lý ở đại tràng, SUVmax 5,5 (lát cắt 200).", "physiologic"),
    ("vi", "Hạch nách trái SUVmax 3,5 (lát cắt 90), nghĩ hạch phản ứng.", "benign"),
    ("vi", "Nốt phổi trái SUVmax 3,5 (lát cắt 90), viêm, chưa loại trừ di căn.", "unspecified"),
]

CHINESE_REPORT = """检查方法：静脉注射18F-FDG 370MBq，60分钟后显像，层厚3mm，图像以SUVmax 2.5为阈值。
病史：肺癌治疗后，前次SUVmax 9.1。
检查所见：
左肺上叶见结节，大小约1.2cm×1.0cm，SUVmax约4.0（第90层）
右侧锁骨上淋巴结，SUVmax约5.1，第40层
肝脏SUVmax约2.9。
诊断意见：
1、左肺上叶结节，SUVmax约4.0（第90层），考虑转移。
2、余未见异常。"""

VIETNAMESE_REPORT = """KỸ THUẬT: Tiêm tĩnh mạch 370 MBq 18F-FDG, chụp sau 60 phút, ngưỡng SUVmax 2,5.
TIỀN SỬ: Ung thư phổi, SUVmax lần trước 9,1.
KẾT QUẢ:
Nốt thùy trên phổi trái, 1,2 x 1,0 cm, SUVmax 4,0 (lát cắt 90)
Hạch thượng đòn phải, SUVmax 5,1, lát cắt 40
Gan nền SUVmax 2,9.
KẾT LUẬN:
1. Nốt thùy trên phổi trái, SUVmax 4,0 (lát cắt 90), nghĩ di căn.
2. Chưa ghi nhận bất thường khác."""
