export interface TrainingMonth {
  month: string;
  documents: number;
  tokens: number;
}

const enoughDocuments = 3000;
const mostMonths = 12;

/** The newest months (given ascending) that together hold 3,000 documents; at most 12 months. */
export function trainingSet(months: TrainingMonth[]): { months: TrainingMonth[]; documents: number } {
  const chosen: TrainingMonth[] = [];
  let documents = 0;
  for (const month of months.slice(-mostMonths).reverse()) {
    if (documents >= enoughDocuments) break;
    chosen.unshift(month);
    documents += month.documents;
  }
  return { months: chosen, documents };
}
