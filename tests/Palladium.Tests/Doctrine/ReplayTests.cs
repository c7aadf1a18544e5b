using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Replay;
using Palladium.Records.Entries;
using Palladium.Records.Scene;
using Palladium.Records.Sealing;

namespace Palladium.Tests.Doctrine;

public sealed class ReplayTests
{
    private static readonly CedarEntityData Patrol = DoctrineEntities.Unit("7", Cast.Id("police"), "patrol", exercise: false);

    private readonly RecordingJournal _journal = new();
    private readonly Gate _gate;

    public ReplayTests()
    {
        _gate = new Gate(_journal, TimeProvider.System);
        _gate.Adopt(DoctrineFolder.Montevideo);
    }

    [Fact]
    public async Task Bodies_hold_all_that_is_needed_to_decide_again()
    {
        var alert = DoctrineEntities.Alert("7", Cast.Id("police"), "", "Severe", "Safety", ["fire"], isPublic: true, Feed.Live, exercise: false);
        foreach (var kind in Cast.Kinds)
        {
            await OpenAsync(Cast.Request(Cast.Operator(kind), "readUnit", Patrol) with { LookBack = TimeSpan.FromMinutes(3) });
            await OpenAsync(Cast.Request(Cast.Member(kind), "receiveAlert", alert) with { RecordAs = EntryKinds.Release, ForWhom = kind });
        }

        Assert.Equal((2 * Cast.Kinds.Length, 0), (Replay(DoctrineFolder.Montevideo).Alike, Replay(DoctrineFolder.Montevideo).Otherwise.Count));
    }

    [Fact]
    public async Task What_another_doctrine_would_decide_otherwise_is_told_by_action_and_rules_denials_included()
    {
        await OpenAsync(Cast.Request(Cast.Operator("fire"), "readUnit", Patrol));
        await OpenAsync(Cast.Request(Cast.Operator("fire"), "readUnit", Patrol));
        await OpenAsync(Cast.Request(Cast.Operator("bus"), "readUnit", Patrol));
        await OpenAsync(Cast.Request(Cast.Operator("ambulance"), "readUnit", Patrol));
        var next = Successors.Of(DoctrineFolder.Montevideo, "policies/test.cedar", """
            @id("test.no-fire") @rule("The fire brigade sees no patrols any more.")
            forbid (principal, action == Palladium::Action::"readUnit", resource) when { principal.kind == "fire" };
            @id("test.bus") @rule("The bus company sees patrols.")
            permit (principal, action == Palladium::Action::"readUnit", resource) when { principal.kind == "bus" };
            """);

        var summary = Replay(next);

        Assert.Equal(1, summary.Alike);
        Assert.Equal(
            [
                new ReplayDifference("readUnit", false, "units.patrols-to-responders", "test.no-fire", "The fire brigade sees no patrols any more.", 2),
                new ReplayDifference("readUnit", true, GateRules.NoPermit, "test.bus", "The bus company sees patrols.", 1),
            ],
            summary.Otherwise);
    }

    [Fact]
    public async Task What_cannot_be_asked_again_is_counted_by_its_reason()
    {
        await OpenAsync(Cast.Request(Cast.Operator("fire"), "readUnit", Patrol, new GatePurpose(PurposeClass.Incident, "closed")));
        await _gate.BeginSessionAsync(
            new GateSessionRequest
            {
                Principal = Cast.Member("fire").Uid,
                Entities = EntitySlice.Of(Cast.Kinds.Select(Cast.Member)),
                Actions = ["readUnit"],
                Purpose = Cast.Watch,
                Subject = "picture",
            },
            CancellationToken.None);
        await OpenAsync(Cast.Request(Cast.Operator("fire"), "readUnit", Patrol));
        var schema = DoctrineFolder.Files["schema.cedarschema"].Replace(
            "entity Unit in [Member] = { owner: Member,", "entity Unit in [Member] = { owner: Member, armed: Bool,", StringComparison.Ordinal);
        var replay = new DecisionReplay(DoctrineFolder.Montevideo.With("schema.cedarschema", schema).Bundle!);
        replay.TakeErased();
        replay.Take("{}"u8);
        replay.Take("no body at all"u8);
        _journal.Drafts.ForEach(draft => replay.Take(draft.Body.Span));

        var summary = replay.Summary;

        Assert.Equal((0, 1, 1, 3, 1), (summary.Alike, summary.Erased, summary.OfTheMoment, summary.Unasked, summary.Sessions));
        Assert.Empty(summary.Otherwise);
    }

    private async Task OpenAsync(GateRequest request) => await _gate.OpenAsync(Seal.Of(1), request, CancellationToken.None);

    private ReplaySummary Replay(DoctrineBundle doctrine)
    {
        var replay = new DecisionReplay(doctrine);
        _journal.Drafts.ForEach(draft => replay.Take(draft.Body.Span));
        return replay.Summary;
    }
}
