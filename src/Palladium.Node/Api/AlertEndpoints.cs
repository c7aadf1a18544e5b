using Palladium.Doctrine.Gate;
using Palladium.Node.Alerts;
using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;
using Palladium.Operations.Alerts;
using Palladium.Records.Entries;
using Palladium.Standards.Atom;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>Alerts for people and programs: as lists, as pages, as CAP 1.2 and as an Atom feed.</summary>
internal sealed class AlertEndpoints(
    Asker asker, AlertBook book, AlertViews views, AlertReads reads, AlertCaps caps, TimeProvider clock) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.Alerts, (HttpContext http, string? state) => asker.WithPictureAsync(
                http, session => Asker.Answer(views.All(session, openOnly: state != "all"))))
            .WithScope("picture:read").WithSummary("Alerts that the asker may read, newest first.").Produces<AlertSummaryDto[]>();
        routes.MapGet("/api/v1/alerts/{id}.cap", (HttpContext http, string id) => asker.WithPictureAsync(
                http, session => views.Open(session, id) is { } alert ? Results.Bytes(caps.DocumentOf(alert), AlertCaps.MediaType) : Missing()))
            .WithScope("picture:read").WithSummary("An alert as CAP 1.2 XML.");
        routes.MapGet(PalladiumRoutes.Alert, (HttpContext http, string id) => asker.WithPictureAsync(
                http, session => views.Open(session, id) is { } alert ? Asker.Answer(views.Detail(alert)) : Missing()))
            .WithScope("picture:read").WithSummary("An alert with its evidence and how far it got.").Produces<AlertDetailDto>();
        routes.MapPost(PalladiumRoutes.AlertRead, (HttpContext http, string id) => asker.WithPictureAsync(http, async (session, asking) =>
            {
                if (views.Open(session, id) is not { } alert)
                {
                    return Missing();
                }

                await reads.MarkAsync(alert, http.RequestAborted);
                return Results.NoContent();
            }))
            .WithSummary("The person has read the alert.");
        routes.MapGet(PalladiumRoutes.AlertsAtom, async Task<IResult> (HttpContext http) => await asker.WithPictureAsync(http, session => Feed(http, session)))
            .WithScope("picture:read").WithSummary("Alerts that the asker may read, as an Atom feed of CAP 1.2.");
    }

    private IResult Feed(HttpContext http, GateSession session)
    {
        var here = $"{http.Request.Scheme}://{http.Request.Host}";
        var entries = views.All(session, openOnly: false)
            .Select(summary => EntryId.Parse(summary.Id).Accepted(out var id, out _) ? book.Find(id) : null).OfType<AlertState>()
            .Select(alert => new AtomEntry($"urn:palladium:alert:{alert.Id.Hex}", alert.Latest.Body.Headline, alert.Latest.Body.Sent)
            {
                Link = new Uri($"{here}{PalladiumRoutes.To.AlertCap(alert.Id.Hex)}"),
                Summary = alert.Latest.Body.Description,
            }).ToArray();
        var feed = new AtomFeed(
            "urn:palladium:alerts", "Alerts", entries.Length > 0 ? entries.Max(entry => entry.Updated) : clock.GetUtcNow(), entries);
        return AtomWriter.Write(feed).Accepted(out var xml, out var refusal)
            ? Results.Bytes(xml, "application/atom+xml")
            : throw new InvalidOperationException($"The feed of alerts could not be written: {refusal}");
    }

    private static IResult Missing() => Problems.NotFound("id", "There is no such alert, or it is not yours to read.");
}
