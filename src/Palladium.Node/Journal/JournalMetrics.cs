using System.Diagnostics.Metrics;
using Palladium.Node.Hosting;

namespace Palladium.Node.Journal;

/// <summary>Counters of the journal.</summary>
internal static class JournalMetrics
{
    private static readonly Meter Meter = new(NodeHost.MeterName);
    private static readonly Counter<long> Entries = Meter.CreateCounter<long>("palladium.journal.entries", description: "Entries appended to the node's own log.");
    private static readonly Counter<long> Batches = Meter.CreateCounter<long>("palladium.journal.batches", description: "Batches, each with one sync.");

    public static void Appended(int entries)
    {
        Entries.Add(entries);
        Batches.Add(1);
    }
}
