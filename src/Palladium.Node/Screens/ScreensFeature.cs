using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Web;

namespace Palladium.Node.Screens;

/// <summary>The console: pages for people, which read the node only through its own HTTP interface.</summary>
internal sealed class ScreensFeature : INodeFeature
{
    public void Add(IServiceCollection services, NodeConfiguration configuration)
    {
        services.AddPalladiumConsole();
        services.AddEndpoints<ScreenEndpoints>();
    }

    private sealed class ScreenEndpoints : IEndpoints
    {
        public void Map(IEndpointRouteBuilder routes) => ((WebApplication)routes).MapPalladiumConsole();
    }
}
