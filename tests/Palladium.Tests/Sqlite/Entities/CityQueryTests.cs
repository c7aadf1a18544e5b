using Palladium.Benchmarks.Cedar;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Sqlite.Entities;
using Palladium.Tests.Doctrine;

namespace Palladium.Tests.Sqlite.Entities;

public sealed class CityQueryTests : IDisposable
{
    private const int Cameras = 20_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("city-query").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Of_20_000_cameras_the_query_finds_those_that_the_doctrine_permits()
    {
        Assert.True(DoctrineBundle.LoadFolder(Path.Combine(DoctrineFolder.Folder, "..", "sample-city")).Succeeded(out var doctrine));
        var cast = new EntityStore(CityCameras.Cast(doctrine.Schema));
        var cameras = CityCameras.Make(doctrine.Schema, 0, Cameras).ToList();
        var all = new EntityStore([.. cast.Entities, .. cameras]);
        using var tables = new EntityTables(Path.Combine(_folder, "entities.db"), doctrine.Schema);
        Assert.Empty(tables.Write(all.Entities, default));
        foreach (var (kind, request) in CityCameras.Questions(doctrine.Schema))
        {
            var query = CedarResiduals.Of(doctrine.PolicySet, request, new KnownEntities(cast, areAll: false), doctrine.Schema).ToRows(ErringForbids.Deny).Value!;
            Assert.True(query.IsExact, string.Join('\n', query.Refused));
            var found = tables.Permitted(query, cast, Cameras, "", default);
            Assert.InRange(found.Count, 1, Cameras - 1);
            Assert.Equal(
                cameras.Where(c => CedarAuthorizer.Authorize(doctrine.PolicySet, new(new("Palladium::Person", kind), request.Action, c.Uid, request.Context.Known), all).Decision == CedarDecision.Allow)
                    .Select(c => c.Uid.Id).Order(StringComparer.Ordinal),
                found);
        }
    }
}
