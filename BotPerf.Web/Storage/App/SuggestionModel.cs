using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Storage.App;

/// <summary>The table of suggestions in the model of botperf.db. They go with their bot.</summary>
internal static class SuggestionModel
{
    public static void Build(ModelBuilder builder) => builder.Entity<SuggestionRow>(suggestion =>
    {
        suggestion.ToTable("suggestion");
        suggestion.HasIndex(row => row.OpenKey).IsUnique();
        suggestion.HasIndex(row => new { row.BotId, row.State });
        suggestion.HasIndex(row => row.EndedAt);
        suggestion.Property(row => row.Revision).IsConcurrencyToken();
        suggestion.HasOne<BotRow>().WithMany().HasForeignKey(row => row.BotId).OnDelete(DeleteBehavior.Cascade);
    });
}
