// Two invented households and what they answer. The places of the form and their meaning stand in
// data/wohngeld/form.README.md.

/// What everybody answers who has nothing special to tell.
const person = (at, more) => ({
  [`${at}.F99000000025`]: "single",
  [`${at}.F99000000027`]: "german",
  [`${at}.G99000000340.F99000000341`]: "nein",
  [`${at}.G99000000340.F99000000342`]: "nein",
  [`${at}.G99000000350.F99000000351`]: "nein",
  [`${at}.G99000000350.F99000000353`]: "nein",
  [`${at}.G99000000350.F99000000354`]: "nein",
  [`${at}.G99000000350.F99000000355`]: "nein",
  [`${at}.G99000000350.F99000000357`]: "nein",
  ...Object.fromEntries(Object.entries(more).map(([key, value]) => [`${at}.${key}`, value])),
});

const income = (number, kind, monthly, more = {}) => ({
  "G99000000320.F99000000321": "ja",
  [`G99000000320.G99000000310-${number}.F99000000311`]: kind,
  [`G99000000320.G99000000310-${number}.F99000000312`]: monthly,
  ...Object.fromEntries(
    Object.entries(more).map(([key, value]) => [`G99000000320.G99000000310-${number}.${key}`, value]),
  ),
});

/// Flat, rent and the rest. The town is the demo's own.
const home = (town, { street, number, moved, rent, area, heating, hotWater }) => ({
  "G99000000010.F99000000011": "first",
  "G99000000050.F99000000051": street,
  "G99000000050.F99000000052": number,
  "G99000000050.F99000000053": town.postcode,
  "G99000000050.F99000000054": town.name,
  "G99000000050.F99000000056": moved,
  "G99000000060.F99000000061": "tenant",
  "G99000000060.F99000000062": "Wohnbau am Anger eG",
  "G99000000060.F99000000063": `Angerweg 4, ${town.postcode} ${town.name}`,
  "G99000000070.F99000000071": rent,
  "G99000000070.F99000000072": area,
  "G99000000070.G99000000073.F99000000731": "shown",
  "G99000000070.G99000000073.F99000000732": heating,
  "G99000000070.G99000000074.F99000000741": hotWater ? "shown" : "included",
  "G99000000070.G99000000074.F99000000742": hotWater,
  "G99000000070.G99000000075.F99000000751": "not_included",
  "G99000000070.G99000000076.F99000000761": "not_included",
  "G99000000070.G99000000077.F99000000771": "not_included",
  "G99000000080.F99000000081": "nein",
  "G99000000080.F99000000084": "nein",
  "G99000000080.F99000000087": "nein",
  "G99000000090.F99000000091": "nein",
  "G99000000090.F99000000093": "nein",
  "G99000000100.F99000000101": "nein",
  "G99000000110.F99000000111": "nein",
  "G99000000110.F99000000115": "nein",
  "G99000000120.F99000000121": "applicant",
  "G99000000120.F99000000123": "DE02120300000000202051",
  "G99000000160.F99000000162": "ja",
  "G99000000160.F99000000163": "ja",
  "G99000000160.F99000000164": "ja",
});

const APPLICANT = "G99000000020";
const OTHERS = "G99000000030";
const INCOMES = "G99000000320.G99000000310";

/// One pensioner, tenant, two pensions.
export const pensioner = (town) => ({
  name: "Hedwig Amsel",
  email: "hedwig.amsel@example.org",
  lists: { [`${APPLICANT}.${INCOMES}`]: 2 },
  answers: {
    ...home(town, { street: "Lindenweg", number: "12a", moved: "1.6.1998", rent: "548,30", area: "54,5", heating: "61", hotWater: "18,40" }),
    ...person(APPLICANT, {
      F99000000021: "Hedwig",
      F99000000022: "Amsel",
      F99000000023: "Drossel",
      F99000000024: "17.4.1951",
      F99000000025: "widowed",
      F99000000026: "pensioner",
      ...income(0, "statutory_pension", "842"),
      ...income(1, "other_pension", "86,50"),
      "G99000000320.F99000000322": "nein",
      "G99000000320.F99000000323": "ja",
      "G99000000320.F99000000324": "nein",
    }),
    "G99000000040.F99000000043": "ja",
    "G99000000040.F99000000042": "hedwig.amsel@example.org",
    "G99000000040.F99000000041": "02899 5551234",
  },
});

/// A mother who works, a child with maintenance.
export const singleParent = (town) => ({
  name: "Jasmin Kranich",
  email: "jasmin.kranich@example.org",
  lists: { [`${APPLICANT}.${INCOMES}`]: 1, [OTHERS]: 1, [`${OTHERS}-0.${INCOMES}`]: 1 },
  answers: {
    ...home(town, { street: "Am Mühlbach", number: "7", moved: "15.2.2021", rent: "742", area: "68,25", heating: "95,20", hotWater: "" }),
    ...person(APPLICANT, {
      F99000000021: "Jasmin",
      F99000000022: "Kranich",
      F99000000024: "2.11.1989",
      F99000000025: "divorced",
      F99000000026: "worker",
      ...income(0, "employment", "1.890", { F99000000313: "1.200" }),
      "G99000000320.F99000000322": "ja",
      "G99000000320.F99000000323": "ja",
      "G99000000320.F99000000324": "ja",
      "G99000000320.F99000000325": "1.680",
    }),
    ...person(`${OTHERS}-0`, {
      F99000000021: "Mila",
      F99000000022: "Kranich",
      F99000000024: "9.3.2014",
      F99000000026: "pupil",
      F99000000031: "child",
      F99000000032: "ja",
      F99000000033: "here",
      F99000000034: "ja",
      ...income(0, "child_maintenance", "396"),
      "G99000000320.F99000000322": "nein",
      "G99000000320.F99000000323": "nein",
      "G99000000320.F99000000324": "nein",
    }),
    "G99000000040.F99000000043": "ja",
    "G99000000040.F99000000042": "jasmin.kranich@example.org",
  },
});

/// The smallest PDF a reader opens: one empty page. Another name makes another file.
export function pdf(name) {
  const parts = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
  ];
  let text = `%PDF-1.4\n% ${name}\n`;
  const starts = parts.map((part, n) => {
    const at = text.length;
    text += `${n + 1} 0 obj\n${part}\nendobj\n`;
    return at;
  });
  const table = text.length;
  const lines = starts.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${parts.length + 1}\n0000000000 65535 f \n${lines}`;
  text += `trailer\n<< /Size ${parts.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return { name, mimeType: "application/pdf", buffer: Buffer.from(text, "latin1") };
}
