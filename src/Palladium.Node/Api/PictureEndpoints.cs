using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;
using Palladium.Node.Network;
using Palladium.Node.People;
using Palladium.Node.Picture;
using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Records.Scene;
using Palladium.Sqlite.Segments;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>Who is asking, the city, and what stands and moves in it.</summary>
internal sealed class PictureEndpoints(
    Asker asker, SceneBook scene, SceneViews views, SegmentStore segments, NetworkDirectory network, CityMap city, Gate gate,
    TimeProvider clock) : IEndpoints
{
    private const int MostReadings = 1000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.Me, async Task<IResult> (HttpContext http) => await asker.WithAsync(http, asking => Task.FromResult(Asker.Answer(Me(http, asking)))))
            .EvenWithoutPasskey().WithScope("picture:read").WithSummary("Who is asking.").Produces<MeDto>();
        routes.MapGet(PalladiumRoutes.City, () => Asker.Answer(city.Info()))
            .WithScope("picture:read").WithSummary("The city that this node shows.").Produces<CityDto>();
        routes.MapGet(PalladiumRoutes.Tile, Tile)
            .WithScope("picture:read").WithSummary("A Mapbox vector tile of the city, gzip.");
        routes.MapGet(PalladiumRoutes.MapStyle, (HttpContext http, string? theme) =>
                city.Style(theme ?? "dark", $"{http.Request.Scheme}://{http.Request.Host}").Accepted(out var style, out var refusal)
                    ? Results.Text(style, "application/json")
                    : Problems.Of(refusal))
            .WithScope("picture:read").WithSummary("The map's style for MapLibre.");
        routes.MapGet(PalladiumRoutes.Sites, () => Asker.Answer(
                city.Sites.All.Select(site => new SiteDto(site.Id, site.Kind, site.Name, Terms.Of(site.Place)))))
            .WithScope("picture:read").WithSummary("Places of the city that matter, from the map.").Produces<SiteDto[]>();
        routes.MapGet(PalladiumRoutes.Cameras, async Task<IResult> (HttpContext http) => await asker.WithPictureAsync(http, session => Asker.Answer(Cameras(session))))
            .WithScope("picture:read").WithSummary("Cameras that the asker may know of.").Produces<CameraDto[]>();
        routes.MapGet(PalladiumRoutes.Sources, async Task<IResult> (HttpContext http) => await asker.WithPictureAsync(http, session => Asker.Answer(
                views.Sources(session).OrderBy(source => source.Owner, StringComparer.Ordinal).ThenBy(source => source.Id, StringComparer.Ordinal))))
            .WithScope("picture:read").WithSummary("Sensors and feeds with their last reading.").Produces<SourceDto[]>();
        routes.MapGet(PalladiumRoutes.Units, async Task<IResult> (HttpContext http) => await asker.WithPictureAsync(http, session => Asker.Answer(views.Units(session))))
            .WithScope("picture:read").WithSummary("Where units were last seen.").Produces<UnitDto[]>();
        routes.MapGet(PalladiumRoutes.Readings, ReadingsAsync)
            .WithScope("picture:read").WithSummary("The recent past of one source.").Produces<SourceReadingsDto>();
    }

    private MeDto Me(HttpContext http, Asking asking)
    {
        var self = network.Self;
        var incident = DoctrineEntities.Incident("new", self.Id, "", [], [], false);
        var may = new List<string>();
        Add("openIncident", incident);
        Add("administer", DoctrineEntities.Member(self.Id, self.Kind, self.Name));
        Add("audit", DoctrineEntities.LogBody(default, self.Id, "access", Records.Entries.AudienceClass.Own, false));
        return new MeDto(
            http.User.PersonId() ?? http.User.TokenId() ?? "", http.User.DisplayName(), http.User.Roles(),
            new MemberRefDto(self.Id.Name, self.Name, self.Kind), network.Charter?.Network, false, may);

        void Add(string action, Cedar.CedarEntityData resource)
        {
            var decision = gate.Decide(new GateRequest
            {
                Principal = asking.Uid,
                Action = action,
                Resource = resource.Uid,
                Entities = asking.Entities.With(resource),
                Purpose = action == "administer" ? new GatePurpose(Records.Entries.PurposeClass.Administration, "node") : StandingPurpose.Watch,
            });
            if (decision.Permitted)
            {
                may.Add(action);
            }
        }
    }

    private IResult Tile(HttpContext http, int z, int x, int y)
    {
        if (city.Tile(z, x, y) is not { } tile)
        {
            return Results.NoContent();
        }

        http.Response.Headers.ContentEncoding = "gzip";
        http.Response.Headers.CacheControl = "private, max-age=86400";
        return Results.Bytes(tile, "application/vnd.mapbox-vector-tile");
    }

    private List<CameraDto> Cameras(GateSession session)
    {
        var cameras = new List<CameraDto>();
        foreach (var camera in city.Cameras(network))
        {
            var entity = DoctrineEntities.Camera(camera.Id, MemberId.Of(camera.Owner), camera.Site, shared: true, camera.Feed == FeedKind.Exercise);
            if (session.Decide(new GateRow("readCamera", entity.Uid, session.Entities.With(entity))).Permitted)
            {
                cameras.Add(camera);
            }
        }

        return cameras;
    }

    private Task<IResult> ReadingsAsync(HttpContext http, string owner, string id, int? minutes) => asker.WithPictureAsync(http, async (session, asking) =>
    {
        if (minutes is < 1 or > 1440)
        {
            return Problems.Of(new Refusal("minutes", "readings.minutes", "Ask for 1 to 1,440 minutes."));
        }

        var back = TimeSpan.FromMinutes(minutes ?? 30);
        id = Uri.UnescapeDataString(id);
        if (!MemberId.Parse(owner).Accepted(out var member, out var refusal) || scene.Source(member, id) is not { } row
            || views.Source(session, row) is not { } source)
        {
            return Problems.NotFound("id", "There is no such source, or it is not yours to read.");
        }

        var entity = DoctrineEntities.Source(row.Id, row.Owner, row.Kind, row.Site, row.Feed == Feed.Exercise);
        var from = clock.GetUtcNow() - back;
        // Another member's past is what it released while this node watched; its store is its own.
        var stored = member == network.Self.Id
            ? await segments.ReadAsync(id, from, MostReadings, http.RequestAborted)
            : scene.Recent(member, id);
        var opened = session.Open(stored, new GateRow("readSource", entity.Uid, session.Entities.With(entity), from, LookBack: back));
        IReadOnlyList<ReadingDto> readings = opened.Opened(out var list)
            ? [.. list.Where(reading => reading.Received >= from).Select(reading => new ReadingDto(reading.Time, reading.Value))]
            : [];
        return Asker.Answer(new SourceReadingsDto(source, readings, views.MayRead(row)));
    });
}
