using System.Globalization;
using System.Text;

namespace Palladium.Governance.Oversight;

/// <summary>A report as text for a person at a terminal.</summary>
public static class OversightText
{
    /// <summary>The text, lines ended by newlines.</summary>
    public static string Write(OversightReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        Line(text, $"Network {(report.Network.Length == 0 ? "(unnamed)" : report.Network)} at {report.At:yyyy-MM-dd HH:mm:ss} UTC: {report.Members.Count} logs, {report.Members.Sum(member => member.Log.Size)} entries verified.");
        Line(text, $"");
        Findings(text, report);
        Line(text, $"{"member",-16} {"entries",9} {"accesses",9} {"denied",7} {"releases",9} {"receipts",9} {"settings",9} {"erased",7}  cosigned by");
        foreach (var member in report.Members)
        {
            Line(text, $"{member.Log.Member,-16} {member.Log.Size,9} {member.Accesses,9} {member.Denials,7} {member.Releases,9} {member.Receipts,9} {member.SettingChanges,9} {member.Erasures,7}  {(member.Log.CosignedBy.Count == 0 ? "nobody" : string.Join(' ', member.Log.CosignedBy))}");
        }

        Line(text, $"");
        foreach (var member in report.Members)
        {
            Details(text, member);
        }

        Line(text, $"Entries by kind:");
        foreach (var kind in report.Kinds)
        {
            Line(text, $"  {kind.Entries,9}  {kind.Kind,-20} {kind.Reveals ?? "A kind of a newer version."}");
        }

        Line(text, $"");
        Line(text, $"{(report.ReleasesWithoutReceiptAtLeast == 0
            ? "There are at least as many receipts as releases of over a minute ago."
            : $"At least {report.ReleasesWithoutReceiptAtLeast} releases of over a minute ago have no receipt.")}");
        Line(text, $"{(report.UsesWithoutReviewAtLeast == 0
            ? "There are at least as many reviews as uses of force and openings in an emergency of over three days ago."
            : $"At least {report.UsesWithoutReviewAtLeast} uses of force or openings in an emergency of over three days ago are NOT REVIEWED.")}");
        Line(text, $"");
        Line(text, $"What this does not say:");
        foreach (var words in report.CannotBeKnown)
        {
            Line(text, $"  - {words}");
        }

        return text.ToString();
    }

    /// <summary>A finding in one line.</summary>
    public static string Write(OversightFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var time = finding.Ended is { } ended
            ? string.Create(CultureInfo.InvariantCulture, $"from {finding.Since:yyyy-MM-dd HH:mm:ss} to {ended:yyyy-MM-dd HH:mm:ss} UTC")
            : string.Create(CultureInfo.InvariantCulture, $"since {finding.Since:yyyy-MM-dd HH:mm:ss} UTC");
        return $"{finding.Member}: {finding.Words} ({finding.Rule}, {time})";
    }

    private static void Findings(StringBuilder text, OversightReport report)
    {
        var open = report.Findings.Where(finding => finding.IsOpen).ToList();
        Line(text, $"{(open.Count == 0 ? "Nothing wrong was found." : $"{open.Count} things are WRONG:")}");
        foreach (var finding in open)
        {
            Line(text, $"  {Write(finding)}");
        }

        foreach (var finding in report.Findings.Where(finding => !finding.IsOpen))
        {
            Line(text, $"  over: {Write(finding)}");
        }

        Line(text, $"");
    }

    private static void Details(StringBuilder text, MemberOversight member)
    {
        var parts = new List<string>();
        Add(parts, "accesses for", member.AccessesByPurpose);
        Add(parts, "releases for", member.ReleasesByPurpose);
        Add(parts, "released to (from bodies given)", member.ReleasedTo);
        Add(parts, "actions (from bodies given)", member.Actions);
        Add(parts, "uses of force", member.Force);
        Add(parts, "openings in an emergency", member.Emergencies);
        Add(parts, "reviews", member.Reviews);
        Add(parts, "requests denied", member.ReleasesDenied);
        Add(parts, "messages of peers refused", member.PeerRefusals);
        Add(parts, "forks of others reported", member.ForksReported);
        Add(parts, "starts", member.Starts);
        Add(parts, "entries of newer kinds", member.NewerKinds);
        Add(parts, "unreadable leaves", member.Unreadable);
        Add(parts, "steps back in time", member.BackwardSteps);
        Add(parts, string.Create(CultureInfo.InvariantCulture, $"silences of over {OversightTally.SilenceAfter.TotalMinutes:0} minutes"), member.SilenceCount);
        if (parts.Count > 0)
        {
            Line(text, $"{member.Log.Member}: {string.Join("; ", parts)}.");
        }
    }

    private static void Add(List<string> parts, string words, IReadOnlyDictionary<string, long> counts)
    {
        if (counts.Count > 0)
        {
            parts.Add($"{words} {string.Join(", ", counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value}")))}");
        }
    }

    private static void Add(List<string> parts, string words, long count)
    {
        if (count > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{words} {count}"));
        }
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
