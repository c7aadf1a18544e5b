using System.Runtime.CompilerServices;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Federation.Release;
using Palladium.Node.Alerts;
using Palladium.Node.Force;
using Palladium.Node.Incidents;
using Palladium.Node.Journal;
using Palladium.Node.Live;
using Palladium.Node.Peers;
using Palladium.Operations.Alerts;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Sqlite.Bodies;

namespace Palladium.Node.Network;

/// <summary>
/// What passes between the peers and this node's features: releases on their way out, bodies that arrive, requests of others.
/// What goes out has been through the gate; what comes in has been verified, is held encrypted, and then shown.
/// </summary>
internal sealed class ReleaseTraffic(
    NetworkDirectory network, NodeStores stores, Gate gate, AlertDesk alerts, AlertReads reads, IncidentIntake incidents, ThreatDesk threats, UseIntake uses, LiveOut live,
    Principals principals, TimeProvider clock)
    : IReleaseContents, IReleaseSink, IReleaseDecisions
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    public async IAsyncEnumerable<(long Release, MemberId To)> ReleasesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        var found = new List<(long Release, MemberId To)>();
        foreach (var _ in stores.Journal.Replay(EntryKinds.Release, Recipient))
        {
            cancellation.ThrowIfCancellationRequested();
        }

        foreach (var release in found)
        {
            yield return release;
        }

        // Runs inside the store; of the body only the recipient comes out of it.
        bool Recipient(BodyReference entry, ReadOnlyMemory<byte> body)
        {
            if (ReleaseBody.Parse(body.Span).Accepted(out var release, out _) && release.Item is not null && network.Find(release.To) is not null)
            {
                found.Add((entry.Index, release.To));
            }

            return true;
        }
    }

    /// <inheritdoc />
    public async ValueTask<ReleaseContent?> OpenAsync(long release, CancellationToken cancellation)
    {
        if (await stores.Journal.ReadSaltedBodyAsync(release, cancellation) is not { } recorded)
        {
            return null;
        }

        var resent = gate.Resend(recorded, body => body.Body, item => stores.Bodies.Read(network.Self.Id, item));
        return resent is null
            ? null
            : new ReleaseContent(resent.ItemIndex, resent.Item.Salt, resent.Item.Body, resent.Release.Salt, resent.Release.Body);
    }

    /// <inheritdoc />
    public async ValueTask<Refusal?> ReceiveAsync(VerifiedRelease release, CancellationToken cancellation)
    {
        var refusal = await ShowAsync(release, cancellation);
        if (refusal is null)
        {
            stores.Bodies.Hold(new NewBody(
                release.Holder, release.ItemIndex, release.Item.Id, release.Item.Kind, release.Salt, release.Content));
        }

        return refusal;
    }

    /// <inheritdoc />
    public async ValueTask<ReleaseDecision> DecideAsync(PeerRequestReceived request, CancellationToken cancellation) =>
        request.Body.Live is not null
            ? await LeaseAsync(request, cancellation)
            : await ItemAsync(request, cancellation);

    private async Task<Refusal?> ShowAsync(VerifiedRelease release, CancellationToken cancellation)
    {
        var kind = release.Item.Kind;
        if (kind == EntryKinds.Alert.Name)
        {
            return alerts.Take(release.Holder, release.ItemIndex, release.Item.Id, release.Content.Span);
        }

        if (kind == EntryKinds.AlertRead.Name)
        {
            return reads.Take(release.Holder, release.Content.Span);
        }

        if (IncidentIntake.Takes(kind))
        {
            return await incidents.TakeAsync(
                kind, new EntryPlace(release.Holder, release.ItemIndex, release.Item.Id), release.Salt, release.Content, cancellation);
        }

        if (kind == EntryKinds.Threat.Name)
        {
            return threats.Take(new EntryPlace(release.Holder, release.ItemIndex, release.Item.Id), release.Content.Span);
        }

        if (UseIntake.Takes(kind))
        {
            return uses.Take(kind, new EntryPlace(release.Holder, release.ItemIndex, release.Item.Id), release.Content.Span);
        }

        // A kind from a newer version, or one that no feature here shows: held, and left alone.
        return null;
    }

    private async Task<ReleaseDecision> LeaseAsync(PeerRequestReceived request, CancellationToken cancellation)
    {
        if (request.Body.Live != LiveOut.Stream)
        {
            return new RequestDenied("lease.stream", $"There is no live stream of that name; there is '{LiveOut.Stream}'.", Logged: false);
        }

        var asking = principals.Of(request.From);
        var outcome = await gate.BeginSessionAsync(
            new GateSessionRequest
            {
                Principal = asking.Uid,
                Entities = asking.Entities,
                Actions = ["readSource", "readUnit"],
                Purpose = PurposeOf(request.Body),
                ForWhom = request.From.Name,
                MadeUnder = request.Body.Doctrine,
                Until = clock.GetUtcNow() + LeaseTime,
                Subject = LiveOut.Stream,
                RecordAs = EntryKinds.Release,
                Extent = ReleaseBody.ExtentOfLease(request.Request.Id),
            },
            cancellation);
        return outcome.Opened(out var session) && outcome.Entry is { } entry
            ? new LeaseReleased(entry.Index, entry.Salt, outcome.Body, live.Rows(session))
            : new RequestDenied(outcome.Decision.Rule, outcome.Decision.Words, Logged: outcome.Entry is not null);
    }

    private async Task<ReleaseDecision> ItemAsync(PeerRequestReceived request, CancellationToken cancellation)
    {
        if (request.Body.Item is not { } item
            || stores.Journal.ReadHeader(item.Index) is not { } header || header.Id != item.Id
            || stores.Bodies.Read(network.Self.Id, item.Index) is not { } body)
        {
            return new RequestDenied("release.item", "There is no such body here.", Logged: false);
        }

        var resource = alerts.EntityAt(item.Index)
            ?? DoctrineEntities.LogBody(header.Id, network.Self.Id, header.Kind, header.Audience, header.Purpose == PurposeClass.Exercise);
        var outcome = await gate.OpenAsync(
            body,
            new GateRequest
            {
                Principal = DoctrineEntities.MemberUid(request.From),
                Action = header.Kind == EntryKinds.Alert.Name ? AlertDesk.ReceiveAction : "audit",
                Resource = resource.Uid,
                Entities = network.Entities.With(resource),
                Purpose = PurposeOf(request.Body),
                ForWhom = request.From.Name,
                MadeUnder = request.Body.Doctrine,
                RecordAs = EntryKinds.Release,
                Extent = ReleaseBody.ExtentOf(item),
            },
            cancellation);
        return outcome.Opened(out var opened) && outcome.Entry is { } release
            ? new EntriesReleased([(release.Index, new ReleaseContent(item.Index, opened.Salt, opened.Body, release.Salt, outcome.Body))])
            : new RequestDenied(outcome.Decision.Rule, outcome.Decision.Words, Logged: outcome.Entry is not null);
    }

    private static GatePurpose? PurposeOf(ReleaseRequestBody body) =>
        Enum.GetValues<PurposeClass>().Where(value => new GatePurpose(value, body.PurposeRef, body.Basis).ClassWord == body.PurposeClass)
            .Select(value => new GatePurpose(value, body.PurposeRef, body.Basis)).FirstOrDefault();
}
