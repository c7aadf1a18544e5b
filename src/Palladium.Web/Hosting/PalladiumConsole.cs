using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Palladium.Web;

/// <summary>Puts the console into a node's web host.</summary>
public static class PalladiumConsole
{
    /// <summary>Registers what the console needs: components, and a client of the node's own HTTP interface.</summary>
    public static IServiceCollection AddPalladiumConsole(this IServiceCollection services) => services;

    /// <summary>Maps the console's pages and files. Call after authentication and authorisation are in the pipeline.</summary>
    public static WebApplication MapPalladiumConsole(this WebApplication app) => app;
}
