using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.Benchmarks.Cedar;

/// <summary>The demo city's doctrine as both engines see it: every member and an operator of every member about what the others have.</summary>
internal static class CityApplication
{
    private static readonly string[] Kinds =
        ["safety", "police", "fire", "ambulance", "bus", "security", "stadium", "utility", "residents", "oversight"];

    public static Application Of(string folder)
    {
        var load = DoctrineBundle.LoadFolder(folder);
        if (!load.Succeeded(out var doctrine))
        {
            throw new InvalidOperationException(string.Join('\n', load.Problems));
        }

        CedarEntityData[] who =
        [
            .. Kinds.Select(kind => DoctrineEntities.Member(MemberId.Of(kind), kind, kind)),
            .. Kinds.Select(kind => DoctrineEntities.Person("ana", MemberId.Of(kind), kind, new PersonFacts { Roles = ["operator"], OnDuty = true }, doctrine.Schema)),
        ];
        (string Action, CedarEntityData Resource)[] uses =
        [
            ("readSource", DoctrineEntities.Source("gate-1", MemberId.Of("stadium"), "crowd-density", "", exercise: false)),
            ("readSource", DoctrineEntities.Source("load", MemberId.Of("utility"), "cyber.load", "", exercise: false)),
            ("readUnit", DoctrineEntities.Unit("7", MemberId.Of("police"), "patrol", exercise: false)),
            ("readCamera", DoctrineEntities.Camera("1", MemberId.Of("stadium"), "", shared: true, exercise: false)),
            ("receiveAlert", DoctrineEntities.Alert("1", MemberId.Of("security"), "water-level", "Severe", "Met", ["police", "fire"], isPublic: true, Feed.Live, exercise: false)),
        ];
        var context = new CedarRecord(
            ("time", new CedarDatetime(1_764_000_000_000)), ("lookBack", CedarLong.Of(0)), ("exercise", CedarBool.False),
            ("purpose", new CedarRecord(("basis", new CedarString("duty")), ("class", new CedarString("plan")), ("ref", new CedarString("city-watch")))));
        return new Application(
            "city doctrine",
            doctrine.PolicySet.ToText(),
            [.. who, .. uses.Select(use => use.Resource)],
            [
                .. from principal in who
                   from use in uses
                   select new CedarRequest(principal.Uid, DoctrineEntities.Action(use.Action), use.Resource.Uid, context),
            ]);
    }
}
