using System.Globalization;
using Palladium.Records;

namespace Palladium.City.Replay;

/// <summary>Reads two columns of a plain CSV file (no quotes). One bad row refuses the file and is named by its line.</summary>
internal static class RecordedCsv
{
    /// <summary>A recorder's clock goes back so far when summer time ends; such rows are put in order.</summary>
    private static readonly TimeSpan ClockChange = TimeSpan.FromHours(1);

    private static readonly string[] TimeForms = ["yyyy-MM-dd", "yyyy/MM/dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss"];

    public static Outcome<RecordedSeries> Read(
        string file, string timeColumn, string valueColumn, string name, string unit, string label)
    {
        if (!File.Exists(file))
        {
            return new Refusal(file, "series.no-file", "There is no such file.");
        }

        using var lines = File.ReadLines(file).GetEnumerator();
        var header = lines.MoveNext() ? lines.Current.Split(',') : [];
        int timeAt = Array.IndexOf(header, timeColumn), valueAt = Array.IndexOf(header, valueColumn);
        if (timeAt < 0 || valueAt < 0)
        {
            return new Refusal($"{file}:1", "series.columns", $"The first line must name the columns '{timeColumn}' and '{valueColumn}'.");
        }

        var values = new List<RecordedValue>();
        for (var number = 2; lines.MoveNext(); number++)
        {
            if (lines.Current.Length > 0)
            {
                if (!Row(lines.Current, header.Length, timeAt, valueAt, values).Accepted(out var row, out var refusal))
                {
                    return refusal with { Field = $"{file}:{number}" };
                }

                values.Add(row);
            }
        }

        values = [.. values.OrderBy(v => v.RecordedAt)];
        return values.Count == 0
            ? new Refusal(file, "series.empty", "The file holds no rows.")
            : new RecordedSeries(name, $"{label} ({values[0].RecordedAt:yyyy-MM-dd} to {values[^1].RecordedAt:yyyy-MM-dd})", unit, values);
    }

    private static Outcome<RecordedValue> Row(string line, int columns, int timeAt, int valueAt, List<RecordedValue> before)
    {
        var cells = line.Split(',');
        if (cells.Length != columns)
        {
            return new Refusal("", "series.cells", $"The row has {cells.Length} cells; the first line has {columns}.");
        }

        if (!DateTimeOffset.TryParseExact(
            cells[timeAt], TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return new Refusal("", "series.time", $"'{cells[timeAt]}' is no time such as 2012-01-31 or 2012-01-31 14:00:00.");
        }

        if (!double.TryParse(cells[valueAt], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return new Refusal("", "series.value", $"'{cells[valueAt]}' is no finite number.");
        }

        return before.Count > 0 && time < before[^1].RecordedAt - ClockChange
            ? new Refusal("", "series.order", "The row is more than an hour older than the one before it.")
            : new RecordedValue(time, value);
    }
}
