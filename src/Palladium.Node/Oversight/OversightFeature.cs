using System.Text;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;

namespace Palladium.Node.Oversight;

/// <summary>Oversight as a part of the node: the audit that always runs, and its report.</summary>
internal sealed class OversightFeature : INodeFeature
{
    /// <summary>The kind of member whose node audits the others.</summary>
    public const string MemberKind = "oversight";

    public void Add(IServiceCollection services, NodeConfiguration configuration)
    {
        services.AddBackground<OversightWatch>();
        services.AddEndpoints<OversightEndpoints>();
    }
}

/// <summary>The report for those who may see it.</summary>
internal sealed class OversightEndpoints(OversightWatch watch) : IEndpoints
{
    /// <summary>The route; a person, or a token with scope <c>audit:read</c>.</summary>
    public const string Route = "/api/v1/oversight";

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(Route, () => watch.Report is { } report
            ? Results.Text(report.ToJson(), "application/json", Encoding.UTF8)
            : Problems.NotFound("oversight", watch.Trouble ?? "There is no report yet."))
        .WithScope("audit:read")
        .WithSummary("The last report of the audit of all public logs; on oversight members' nodes only.");
}
