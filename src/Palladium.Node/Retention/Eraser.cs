using System.Collections.Concurrent;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Retention;
using Palladium.Node.Journal;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Operations.Force;
using Palladium.Operations.Incidents;
using Palladium.Operations.Picture;
using Palladium.Operations.Retention;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;

namespace Palladium.Node.Retention;

/// <summary>
/// Erases bodies whose time is over by the doctrine in force, own ones and those that others released to this member. The entry that
/// says so is durable before a key is destroyed, and what a crash left undone is done at the next start: a body that is gone has its entry, always.
/// </summary>
/// <remarks><see cref="Resume"/> comes before the first sweep.</remarks>
internal sealed class Eraser(
    NodeStores stores, IJournal journal, Gate gate, IPeerWatch logs, HoldBook holds, ErasureBook book, AlertBook alerts, IncidentBook incidents,
    ThreatBook threats, UseBook uses, SceneBook scene, SteadyTime clock) : IDisposable
{
    private const string Done = "retention.done";
    private const int Page = 2_000;

    private readonly SemaphoreSlim _one = new(1, 1);

    // Everything of the kind before it was erased, or had no key: what is kept by a hold stays at or behind it.
    private readonly ConcurrentDictionary<(MemberId Author, string Kind), long> _next = [];

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    /// <summary>Reads what was erased, and finishes what was said and not done. Before anything is shown from the bodies.</summary>
    public void Resume()
    {
        var self = stores.Journal.Member;
        var done = long.TryParse(stores.State.Get(Done), out var last) ? last : -1;
        foreach (var entry in stores.Bodies.List(self, EntryKinds.Erased.Name).Concat(stores.Bodies.List(self, EntryKinds.ErasedHeld.Name)).OrderBy(entry => entry.Index))
        {
            // Inside the store: only what was erased comes out of it.
            stores.Bodies.Decode(self, entry.Index, stored =>
            {
                if (ErasedBody.Parse(stored.Body.Span).Accepted(out var body, out _))
                {
                    book.Add(entry.Index, body);
                    if (entry.Index > done)
                    {
                        Destroy(entry.Index, body);
                    }
                }

                return true;
            });
        }
    }

    /// <summary>Erases everything that is due. Returns how many bodies.</summary>
    /// <exception cref="JournalStoppedException">Nothing can be entered; nothing more is erased.</exception>
    /// <exception cref="IOException">The disk failed in the middle; the next start goes on from there.</exception>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            // By a clock that cannot be trusted nothing is destroyed.
            return gate.Doctrine is { } doctrine && !clock.IsInDoubt ? await SweepAsync(doctrine, clock.GetUtcNow(), cancellation) : 0;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Looks again at what holds kept: one is over.</summary>
    public void Reconsider() => _next.Clear();

    /// <summary>An own entry whose body is gone though no entry says that it was erased; null when there is none.</summary>
    public long? FindFault(CancellationToken cancellation)
    {
        for (long? from = 0; from is { } at;)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var gone in stores.Bodies.WithoutKey(stores.Journal.Member, at, Page, out from))
            {
                if (book.Find(gone.Author, gone.Index) is null)
                {
                    return gone.Index;
                }
            }
        }

        return null;
    }

    private async Task<int> SweepAsync(DoctrineBundle doctrine, DateTimeOffset now, CancellationToken cancellation)
    {
        var erased = 0;
        foreach (var (author, kind) in stores.Bodies.Groups())
        {
            var rule = doctrine.Retention.For(kind);
            while (rule.Keep is not null && await DueAsync(author, kind, rule, now, cancellation) is { Count: > 0 } due)
            {
                await EraseAsync(author, kind, rule, doctrine, due, cancellation);
                erased += due.Count;
            }
        }

        if (doctrine.Retention.For(EntryKinds.Segment.Name).Keep is { } keep)
        {
            stores.Segments.Forget(now - keep);
            scene.Forget(now - keep);
        }

        return erased;
    }

    private async Task<List<ErasedEntry>> DueAsync(MemberId author, string kind, RetentionRule rule, DateTimeOffset now, CancellationToken cancellation)
    {
        var due = new List<ErasedEntry>();
        var passing = true;
        for (var from = _next.GetValueOrDefault((author, kind)); ;)
        {
            var page = stores.Bodies.List(author, kind, from, Page);
            foreach (var body in page)
            {
                if (book.Find(author, body.Index) is null && !stores.Bodies.IsErased(author, body.Id))
                {
                    // The log's own order is by index; a clock that once went back makes later ones wait, and nothing is erased too early.
                    if (await logs.MirroredAsync(author, body.Index, cancellation) is not { } header || !rule.IsOver(TimeOf(header), now))
                    {
                        return due;
                    }

                    if (holds.Keeps(new EntryPlace(author, body.Index, body.Id), kind, TimeOf(header)))
                    {
                        passing = false;
                        continue;
                    }

                    due.Add(new ErasedEntry(body.Index, body.Id));
                    if (due.Count == ErasedBody.Most)
                    {
                        return due;
                    }
                }

                if (passing)
                {
                    _next[(author, kind)] = body.Index;
                }
            }

            if (page.Count < Page)
            {
                return due;
            }

            from = page[^1].Index + 1;
        }
    }

    private async Task EraseAsync(
        MemberId author, string kind, RetentionRule rule, DoctrineBundle doctrine, List<ErasedEntry> due, CancellationToken cancellation)
    {
        var body = new ErasedBody
        {
            Author = author,
            Kind = kind,
            Entries = due,
            Rule = rule.Id,
            Words = rule.Words,
            Doctrine = doctrine.Hash,
        };
        var entry = await journal.AppendAsync(
            new EntryDraft(author == stores.Journal.Member ? EntryKinds.Erased : EntryKinds.ErasedHeld, PurposeClass.Administration, body.ToCanonicalBytes()),
            cancellation);
        book.Add(entry.Index, body);
        Destroy(entry.Index, body);
    }

    private void Destroy(long entry, ErasedBody body)
    {
        stores.Bodies.Erase(body.Author, body.Entries.Select(erased => erased.Id));
        stores.State.Set(Done, $"{entry}");
        foreach (var erased in body.Entries)
        {
            alerts.Forget(body.Author, erased.Index);
            incidents.Forget(body.Author, erased.Index);
            threats.Forget(body.Author, erased.Index);
            uses.Forget(body.Author, erased.Index);
        }
    }

    private static DateTimeOffset TimeOf(EntryHeader header) => DateTimeOffset.FromUnixTimeSeconds(header.Time);
}
